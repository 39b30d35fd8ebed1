/** A wire between two programs that can be cut, slowed and made to lose answers. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Chance, whole } from "./chance.ts";

/** Where a transaction's last word gets lost: before the database hears it, while it works, before the answer. */
export type CutAt = "before commit" | "during commit" | "after commit";

export interface Proxy {
  readonly port: number;
  /** Cuts every connection there is now. */
  cutAll(): void;
  /** Makes every piece of data wait up to so long; 0 ends it. */
  delayUpTo(milliseconds: number): void;
  /** Cuts a connection now and then: at so large a share of the pieces of data; 0 ends it. */
  cutShare(share: number): void;
  /** Cuts connections at their next COMMITs to come, so many times. */
  cutCommits(at: CutAt, times: number): void;
  /** Lets so many answers go no further: what was asked has been done by then. */
  cutAnswers(times: number): void;
  /** How many cuts there were in all. */
  readonly cuts: number;
  close(): Promise<void>;
}

interface Wire {
  readonly client: Socket;
  readonly target: Socket;
  /** The client said COMMIT and the answer is to be lost. */
  isLastWordLost: boolean;
}

/** What happens to the data: nothing, as long as all numbers are 0. */
interface Plan {
  delayMs: number;
  share: number;
  at: CutAt;
  commits: number;
  answers: number;
}

// A simple query of PostgreSQL's protocol: Q, its length, the text and a zero.
const COMMIT = Buffer.from("Q\0\0\0\u000bcommit\0", "latin1");

/** Opens a wire from a free port of this machine to `targetPort`. */
export async function openProxy(targetPort: number, chance: Chance): Promise<Proxy> {
  const wires = new Set<Wire>();
  const plan: Plan = { delayMs: 0, share: 0, at: "before commit", commits: 0, answers: 0 };
  let cuts = 0;
  const cut = (wire: Wire): void => {
    cuts += 1;
    drop(wire);
  };

  /** True where the piece may go on. */
  const maySend = (wire: Wire, piece: Buffer): boolean => {
    if (plan.share > 0 && chance() < plan.share) return (cut(wire), false);
    if (plan.commits === 0 || !piece.includes(COMMIT)) return true;
    plan.commits -= 1;
    if (plan.at === "before commit") return (cut(wire), false);
    wire.isLastWordLost = plan.at === "after commit";
    if (plan.at === "during commit") wire.target.write(piece, () => cut(wire));
    return wire.isLastWordLost;
  };
  const mayAnswer = (wire: Wire): boolean => {
    if (plan.answers > 0) {
      plan.answers -= 1;
      wire.isLastWordLost = true;
    }
    if (wire.isLastWordLost) cut(wire);
    return !wire.isLastWordLost;
  };
  const wait = (): number => (plan.delayMs === 0 ? 0 : whole(chance, 0, plan.delayMs));

  const server = createServer({ noDelay: true }, (client) => {
    const wire: Wire = {
      client,
      target: connect({ port: targetPort, host: "127.0.0.1", noDelay: true }),
      isLastWordLost: false,
    };
    wires.add(wire);
    carry(client, wire.target, wait, (piece) => maySend(wire, piece));
    carry(wire.target, client, wait, () => mayAnswer(wire));
    for (const socket of [client, wire.target]) {
      // The end of one side is the end of both; an error is always followed by it.
      socket.on("error", () => {});
      socket.on("close", () => {
        drop(wire);
        wires.delete(wire);
      });
    }
  });
  const port = await listenOnFreePort(server);
  return {
    port,
    cutAll: () => wires.forEach(cut),
    delayUpTo: (milliseconds) => void (plan.delayMs = milliseconds),
    cutShare: (share) => void (plan.share = share),
    cutCommits: (at, times) => void Object.assign(plan, { at, commits: times }),
    cutAnswers: (times) => void (plan.answers = times),
    get cuts() {
      return cuts;
    },
    async close() {
      wires.forEach(drop);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** Passes data on in its order, each piece after its wait, as long as `mayPass` allows. */
function carry(
  from: Socket,
  to: Socket,
  wait: () => number,
  mayPass: (piece: Buffer) => boolean,
): void {
  const late: Buffer[] = [];
  const pass = (piece: Buffer): void => {
    if (to.destroyed || !mayPass(piece)) return;
    if (to.write(piece)) return;
    from.pause();
    to.once("drain", () => from.resume());
  };
  const passLate = async (): Promise<void> => {
    for (let piece = late[0]; piece !== undefined; piece = late[0]) {
      await sleep(wait());
      pass(piece);
      late.shift();
    }
  };
  from.on("data", (piece: Buffer) => {
    if (late.length === 0 && wait() === 0) {
      pass(piece);
      return;
    }
    late.push(piece);
    if (late.length === 1) void passLate();
  });
}

function drop(wire: Wire): void {
  wire.client.destroy();
  wire.target.destroy();
}

async function listenOnFreePort(server: Server): Promise<number> {
  return await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("The wire has no port."));
    });
  });
}
