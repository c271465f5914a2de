// Checks xAPI statements with Learning Locker's validator: node statements.mjs < [statement, …]; prints the faults.
import {readFileSync} from 'node:fs';
import validation from 'xapi-validation';

const statements = JSON.parse(readFileSync(0, 'utf8'));
const faults = statements.flatMap((statement, place) =>
  validation.default(statement).map((warning) => JSON.stringify(warning)));
console.log(JSON.stringify(faults));
