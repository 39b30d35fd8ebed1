/** A draft as one text, for who would rather write it. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { FailureWords } from "../../ui/states.tsx";
import type { Document } from "./rule-form.ts";

export function DraftText({
  id,
  document,
  onChange,
}: {
  readonly id: string;
  readonly document: Document;
  readonly onChange: (document: Document) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(document, null, 2));
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const apply = async (): Promise<void> => {
    setBusy(true);
    try {
      const read = await readText(text, `${id}-text`);
      setFault(undefined);
      onChange(read);
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-col items-start gap-3">
      <div className="w-full">
        <TextArea
          label={t("programme.text")}
          error={fault === undefined ? undefined : <Fault error={fault} />}
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          className="min-h-[32rem] py-2 font-mono text-sm"
        />
      </div>
      <Button size="console" onClick={() => void apply()} busy={isBusy && t("ui.saving")}>
        {t("programme.apply")}
      </Button>
    </div>
  );
}

/** Where the text is no JSON the browser says at which place. */
const Fault = ({ error }: { readonly error: unknown }) =>
  error instanceof SyntaxError ? error.message : <FailureWords error={error} />;

/** JSON is read here; YAML by the server, which reads it when it keeps a draft. */
async function readText(text: string, id: string): Promise<Document> {
  if (text.trimStart().startsWith("{")) {
    const document: Document = JSON.parse(text);
    return document;
  }
  const params = { id: id.slice(0, 60) };
  await trofast.programmes.deleteDraft({ params });
  const { document } = await trofast.programmes.putDraft({
    params,
    body: { document: text },
    headers: { "if-none-match": "*" },
  });
  await trofast.programmes.deleteDraft({ params });
  return document;
}
