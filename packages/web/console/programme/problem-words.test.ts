import { expect, test } from "vitest";
import { problemWords } from "../texts/problems.ts";
import { problemWorded } from "./problem-words.ts";

const problem = {
  code: "unknown_unit",
  message: "There is no unit 'point'.",
  advice: "Did you mean 'points'?",
};

test("a problem is said in the reader's language, with what it names", () => {
  expect(problemWorded(problem, "sv")).toEqual({
    text: "Den enheten finns inte i programmet (point).",
  });
  expect(problemWorded(problem, "da")).toEqual({
    text: "Den enhed findes ikke i programmet (point).",
  });
});

test("English readers have the server's own sentence and its advice", () => {
  expect(problemWorded(problem, "en")).toEqual({
    text: "There is no unit 'point'. Did you mean 'points'?",
  });
});

test("what has no words here is told in the server's, and says that it is English", () => {
  const newer = { code: "of_tomorrow", message: "It is new." };
  expect(problemWorded(newer, "sv")).toEqual({ text: "It is new.", lang: "en" });
});

test("Swedish and Danish have words for the same problems, each a sentence", () => {
  expect(Object.keys(problemWords.da).toSorted()).toEqual(Object.keys(problemWords.sv).toSorted());
  for (const words of [...Object.values(problemWords.sv), ...Object.values(problemWords.da)])
    expect(words).toMatch(/\.$/);
});
