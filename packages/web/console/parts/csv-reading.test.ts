import { expect, test } from "vitest";
import { csvOf } from "./csv.ts";
import { readCsv } from "./csv-reading.ts";

const cellsOf = (text: string) => readCsv(text).rows.map(({ cells }) => [...cells.values()]);

test("a table is read as spreadsheets write it: with commas, semicolons or tabs, quotes and a mark at its head", () => {
  expect(cellsOf("a,b\r\n1,2\r\n")).toEqual([["1", "2"]]);
  expect(cellsOf("\uFEFFa;b\n1,50;två\n")).toEqual([["1,50", "två"]]);
  expect(cellsOf('a\tb\n"x\ty"\t"säg ""hej"""')).toEqual([["x\ty", 'säg "hej"']]);
});

test("a row has the line that it ends on, empty ones are passed over, and what is missing is empty", () => {
  const { rows } = readCsv('A,B\n"två\nrader",1\n\n3\n');
  expect(rows.map(({ line }) => line)).toEqual([3, 5]);
  expect(rows[1]?.cells.get("b")).toBe("");
});

test("what the console writes it reads again", () => {
  const table = [
    ["name", "words"],
    ["Kaffe, mörkt", 'säg "hej"\nigen'],
  ];
  expect(cellsOf(csvOf(table))).toEqual([table[1]]);
});
