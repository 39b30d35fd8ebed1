/** One sentence on what has just happened, with a sign; said aloud to who does not see it. */
import { Check, TriangleAlert } from "lucide-react";

export interface Said {
  readonly tone: "good" | "bad";
  readonly text: string;
}

export function Notice({ said }: { readonly said: Said | null }) {
  return (
    <div role="status" aria-live="polite">
      {said && (
        <p
          className={`flex items-start gap-2 rounded-control border-2 bg-card p-3 text-lg font-medium ${said.tone === "good" ? "border-good text-good" : "border-bad text-bad"}`}
        >
          {said.tone === "good" ? (
            <Check aria-hidden="true" className="mt-0.5 shrink-0" />
          ) : (
            <TriangleAlert aria-hidden="true" className="mt-0.5 shrink-0" />
          )}
          {said.text}
        </p>
      )}
    </div>
  );
}
