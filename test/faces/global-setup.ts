/** The pages that are looked at are those of the sources as they are now. */
import { buildWeb } from "../../scripts/toolchain.mjs";

export async function setup(): Promise<void> {
  await buildWeb();
}
