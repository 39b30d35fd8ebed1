/** Publishing a programme: at once where one person is enough, else by asking for a second one. */
import { useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { askAct } from "@trofast/contract/acts";
import type { publishProgramme } from "@trofast/contract/programmes";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { useAct } from "../step-up.tsx";

type Published = AnswerOf<typeof publishProgramme>;
type Asked = AnswerOf<typeof askAct>;
interface Publication {
  readonly document: string;
  /** An instant; at once unless said. */
  readonly effectiveAt?: string;
  readonly note?: string;
}

export function usePublishing({
  published,
  asked,
}: {
  readonly published: (version: Published) => void;
  readonly asked: (act: Asked) => void;
}) {
  const client = useQueryClient();
  const publish = useAct(
    (body: Publication) => trofast.programmes.publish({ body }),
    (version) => {
      void client.invalidateQueries({ queryKey: ["programmes"] });
      published(version);
    },
    { quiet: true },
  );
  const ask = useAct(
    (payload: Publication) => trofast.staff.askAct({ body: { kind: "publish", payload } }),
    asked,
    { quiet: true },
  );
  const { error } = publish;
  const takesTwo = error instanceof TrofastProblem && error.code === "approval_required";
  const failed = ask.error ?? (takesTwo ? null : error);
  return {
    publish: (body: Publication) => {
      ask.reset();
      publish.mutate(body);
    },
    ask: (payload: Publication) => ask.mutate(payload),
    isBusy: publish.isPending || ask.isPending,
    /** It was refused for taking two: ask for it. */
    takesTwo,
    /** Any other failure of it; null while there is none. */
    failed,
  };
}
