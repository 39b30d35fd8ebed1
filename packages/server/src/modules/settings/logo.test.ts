/** The club's logo: what is taken in, what is refused and why, and what anybody is served. */
import { readPublicClub } from "@trofast/contract/settings";
import { deleteLogo, putLogo } from "@trofast/contract/settings-logo";
import { sql } from "kysely";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aPng, jpegBegins, webpBegins } from "../../testing/pictures.ts";
import { readPicture } from "./picture.ts";

test("a picture's kind and size are read from its bytes alone", () => {
  const size = fc.integer({ min: 1, max: 4_000 });
  fc.assert(
    fc.property(size, size, (width, height) => {
      expect(readPicture(webpBegins(width, height))).toEqual({ kind: "image/webp", width, height });
      expect(readPicture(jpegBegins(width, height))).toEqual({ kind: "image/jpeg", width, height });
    }),
  );
  expect(readPicture(aPng(40, 20))).toEqual({ kind: "image/png", width: 40, height: 20 });
});

test("what is no picture, or ends before it says its size, is none", () => {
  for (const whole of [aPng(40, 20).subarray(0, 24), jpegBegins(40, 20), webpBegins(40, 20)])
    for (let length = 0; length < 18; length += 1)
      expect(readPicture(whole.subarray(0, length))).toBeNull();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void readPicture(bytes)));
  expect(readPicture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeNull();
});

describe.each(storeKinds())("the logo on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.settings.put({ body: { name: "Kvarnby" } });
  });
  afterAll(() => room.close());

  const put = async (bytes: Buffer, alt: string | null = null) =>
    await room.call(putLogo, { body: { image: bytes.toString("base64"), alt } });
  const shown = async () => (await room.call(readPublicClub, {})).answer.brand.logo;
  const served = (path: string) => room.app.inject({ url: path });

  test("it is told to everybody with its size and words, and served for ever at an address of its own", async () => {
    expect(await shown()).toBeNull();
    const bytes = aPng(40, 20);
    const { answer } = await put(bytes);
    expect(answer).toMatchObject({ width: 40, height: 20, alt: "Kvarnby" });
    expect(await shown()).toEqual(answer);
    const file = await served(answer.path);
    expect(file.statusCode).toBe(200);
    expect(file.headers).toMatchObject({
      "content-type": "image/png",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    });
    expect(file.rawPayload).toEqual(bytes);

    const { answer: next } = await put(aPng(60, 20), "En mugg");
    expect(next).toMatchObject({ width: 60, alt: "En mugg" });
    expect(next.path).not.toBe(answer.path);
    expect((await served(answer.path)).statusCode).toBe(404);
    expect((await room.call(deleteLogo, {})).status).toBe(204);
    expect(await shown()).toBeNull();
    expect((await served(next.path)).statusCode).toBe(404);
  });

  test("what is refused says why, and the logo stays", async () => {
    const { answer } = await put(aPng(40, 20));
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>');
    expect(await put(svg)).toMatchObject({ status: 422, code: "picture_unknown" });
    expect((await put(aPng(2_001, 16))).code).toBe("picture_wrong_size");
    expect((await put(aPng(40, 15))).code).toBe("picture_wrong_size");
    const heavy = Buffer.concat([aPng(40, 20), Buffer.alloc(200_001)]);
    expect((await put(heavy)).code).toBe("picture_too_heavy");
    expect(await shown()).toEqual(answer);
  });

  test("the table itself refuses another kind and a heavier picture", async () => {
    await put(aPng(40, 20));
    for (const change of [
      sql`kind = 'image/svg+xml'`,
      sql`bytes = decode(repeat('00', 200001), 'hex')`,
    ])
      await expect(sql`update settings_logo set ${change}`.execute(room.club.db)).rejects.toThrow(
        /check constraint/,
      );
  });
});
