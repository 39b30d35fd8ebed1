/** Ids are UUIDv7 made by the application: they sort by time, so new rows land at the end of an index. */
import { uuidv7 } from "uuidv7";

export function newId(): string {
  return uuidv7();
}
