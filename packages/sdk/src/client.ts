/** The client's shape, read off the contract: no path, field or refusal is written a second time. */
import type {
  AnswerOf,
  BodyInputOf,
  EndpointSpec,
  ParamsInputOf,
  QueryInputOf,
} from "@trofast/contract/endpoint";
import type { Endpoint } from "@trofast/contract/endpoints";
import type { z } from "zod";
import type { CallOptions } from "./call.ts";

/** Left out where the call has no such part, optional where every field of it is. */
type Part<Name extends string, Value> = [Value] extends [undefined]
  ? unknown
  : Partial<Value> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

export type InputOf<E extends EndpointSpec> = Part<"params", ParamsInputOf<E>> &
  Part<"query", QueryInputOf<E>> &
  (BodyInputOf<E> extends undefined ? unknown : { readonly body: BodyInputOf<E> }) &
  CallOptions;

type Arguments<Input> = Partial<Input> extends Input ? [input?: Input] : [input: Input];

/** One call and one answer. */
type Call<E extends EndpointSpec> = (...input: Arguments<InputOf<E>>) => Promise<AnswerOf<E>>;

/** A list: one page at a time, or all of it as it is needed. */
type PagedCall<E extends EndpointSpec, Item> = Call<E> & {
  pages(...input: Arguments<InputOf<E>>): AsyncGenerator<AnswerOf<E>>;
  each(...input: Arguments<InputOf<E>>): AsyncGenerator<Item>;
};

/** Any number of lines, each with its own answer. */
type LinesCall<Line, Answer> = (
  lines: Iterable<Line> | AsyncIterable<Line>,
  options?: CallOptions,
) => AsyncGenerator<Answer>;

type CallOf<E extends EndpointSpec> = E extends {
  lines: { body: infer Line extends z.ZodType; answer: infer Answer extends z.ZodType };
}
  ? LinesCall<z.input<Line>, z.output<Answer>>
  : AnswerOf<E> extends { data: (infer Item)[]; nextCursor: string | null }
    ? PagedCall<E, Item>
    : Call<E>;

type GroupOf<Id> = Id extends `${infer Group}.${string}` ? Group : never;
type NameOf<Id> = Id extends `${string}.${infer Name}` ? Name : never;

/** Every call, by the two parts of its id: `client.members.put`, `client.events.submit` … */
export type Trofast = {
  readonly [Group in GroupOf<Endpoint["id"]>]: {
    readonly [E in Extract<Endpoint, { id: `${Group}.${string}` }> as NameOf<E["id"]>]: CallOf<E>;
  };
};
