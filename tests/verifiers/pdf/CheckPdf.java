import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Says which rules of PDF/UA-1 the named files break, one a line; ends with 1 if any does. */
public class CheckPdf {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean good = true;
        for (String file : files) {
            try (FileInputStream stream = new FileInputStream(file);
                    PDFAParser parser = Foundries.defaultInstance().createParser(stream, PDFAFlavour.PDFUA_1);
                    PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false)) {
                ValidationResult result = validator.validate(parser);
                System.out.println(file + ": " + (result.isCompliant() ? "compliant" : "not compliant") + ", " + result.getTotalAssertions() + " assertions");
                good &= result.isCompliant();
                for (TestAssertion test : result.getTestAssertions()) {
                    if (test.getStatus() == TestAssertion.Status.FAILED) {
                        System.out.println("  " + test.getRuleId().getClause() + " " + test.getMessage() + " at " + test.getLocation().getContext());
                    }
                }
            }
        }
        System.exit(good ? 0 : 1);
    }
}
