/** The ready-made programmes that come with the software. */
import { readdir, readFile } from "node:fs/promises";
import { compileProgramme } from "@trofast/engine/programme/compile";
import { readDocument } from "./documents.ts";
import type { Document } from "./domain.ts";

const templatesFolder = new URL("../../../../../programmes/", import.meta.url);

export type Template = {
  readonly name: string;
  readonly clubName: string;
  readonly document: Document;
  /** The file as written, with its comments. */
  readonly text: string;
};

/** The ready-made programmes by name. */
export async function templates(): Promise<Template[]> {
  const files = (await readdir(templatesFolder)).filter((file) => file.endsWith(".yaml"));
  return await Promise.all(files.toSorted().map(readTemplate));
}

async function readTemplate(file: string): Promise<Template> {
  const text = await readFile(new URL(file, templatesFolder), "utf8");
  const read = readDocument(text);
  const checked = "problem" in read ? null : compileProgramme(read.document);
  if ("problem" in read || checked?.ok !== true) {
    throw new Error(
      `The ready-made programme ${file} has errors; trofast programme check says which.`,
    );
  }
  const { name: clubName } = checked.programme.source.club;
  return { name: file.slice(0, -".yaml".length), clubName, document: read.document, text };
}
