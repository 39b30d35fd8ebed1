import { parse } from "yaml";
for (const [name, unit] of [["[","["],["- ","- "],["? ","? "],["{a: ","{a: "],["&a ","&a "],["!x ","!x "],["k: v\\n","k: v\n"],["- x\\n","- x\n"],["'","'"]] as const) for (const n of [1000, 4000, 16000, 64000]) {
  const t = performance.now(); let r="ok"; try { parse(unit.repeat(n)); } catch (e) { r = String(e).slice(0,60).split("\n")[0]; } console.log(name, n, (performance.now()-t).toFixed(0), r);
}
const lines = Array.from({length:30000},(_, i)=>`  k${i}: [a, "b", {c: ${i}}]`).join("\n"); const t=performance.now(); parse("x:\n"+lines); console.log("legit", lines.length, (performance.now()-t).toFixed(0));
