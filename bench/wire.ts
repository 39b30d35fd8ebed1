/** HTTP by hand on kept-alive connections: whoever measures shares the processor with what is measured. */
import { connect, type Socket } from "node:net";

/** A connection to a server on this machine. */
export function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Puts an answer together from its pieces: a head, and a body of the length that the head says. */
export class AnswerReader {
  #pieces: Buffer[] = [];
  #size = 0;
  #wanted = -1;

  /** The whole answer as text once it is there, else null. */
  take(chunk: Buffer): string | null {
    this.#pieces.push(chunk);
    this.#size += chunk.length;
    if (this.#wanted < 0) this.#wanted = sizeOf(Buffer.concat(this.#pieces));
    if (this.#wanted < 0 || this.#size < this.#wanted) return null;
    const whole = this.#pieces.length === 1 ? chunk : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#size = 0;
    this.#wanted = -1;
    return whole.toString("latin1");
  }
}

function sizeOf(bytes: Buffer): number {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return -1;
  const length = /\r\ncontent-length: (\d+)/i.exec(bytes.toString("latin1", 0, end));
  if (!length) throw new Error(`an answer without a length: ${bytes.toString("latin1", 0, end)}`);
  return end + 4 + Number(length[1]);
}

type Waiting = {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
};

/** Requests of many senders, each on a connection that is free or new. */
export class Wire {
  readonly #port: number;
  readonly #key: string;
  readonly #free: Socket[] = [];
  readonly #all = new Set<Socket>();
  readonly #waiting = new Map<Socket, Waiting>();

  constructor(port: number, key: string) {
    this.#port = port;
    this.#key = key;
  }

  /** @returns the whole answer, with its head. */
  async post(path: string, body: string): Promise<string> {
    const socket = this.#free.pop() ?? (await this.#open());
    const answered = new Promise<string>((resolve, reject) => {
      this.#waiting.set(socket, { resolve, reject });
    });
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${this.#key}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    return await answered;
  }

  async #open(): Promise<Socket> {
    const socket = await open(this.#port);
    const reader = new AnswerReader();
    this.#all.add(socket);
    socket.on("data", (chunk) => {
      const answer = reader.take(chunk);
      if (answer === null) return;
      this.#free.push(socket);
      this.#waiting.get(socket)?.resolve(answer);
      this.#waiting.delete(socket);
    });
    socket.on("error", (error) => this.#waiting.get(socket)?.reject(error));
    // The server closes what has been idle for a while.
    socket.on("close", () => {
      this.#all.delete(socket);
      const place = this.#free.indexOf(socket);
      if (place >= 0) this.#free.splice(place, 1);
      this.#waiting.get(socket)?.reject(new Error("the server closed the connection"));
    });
    return socket;
  }

  close(): void {
    for (const socket of this.#all) socket.destroy();
  }
}
