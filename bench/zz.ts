import { decideAndApply } from "./decide.ts";
console.log(JSON.stringify(await decideAndApply(), null, 1));
