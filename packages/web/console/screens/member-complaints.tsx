/** A member's complaints: noted, answered, and remembered when the member is met again. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { COMPLAINT, complaintSubjects } from "@trofast/contract/complaints";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { day } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { tell } from "../../ui/toast.tsx";
import { Choice } from "../../ui/toggle.tsx";
import { careOf } from "../parts/care.ts";
import { newId } from "../parts/ids.ts";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { wordIn } from "../parts/words.ts";
import { useClubNow } from "../programme/club-day.ts";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { refOf } from "./member-balances.tsx";

/** Whether the club's programme takes complaints at all. */
export const takesComplaints = (): boolean => first.club.activities[COMPLAINT] !== undefined;

export function useComplaints(memberId: string) {
  const maySee = useMay("members:read");
  return useQuery({
    queryKey: ["member", memberId, "complaints"],
    queryFn: ({ signal }) => trofast.complaints.ofMember({ params: refOf(memberId), signal }),
    enabled: maySee && takesComplaints(),
  });
}

/** What a complaint is about, in the reader's words; another system's own words as it said them. */
export function useSubject(): (about: string | null) => string {
  const { t } = useTranslation();
  return (about) =>
    wordIn(t("members.complaints.subjects", { returnObjects: true }), about ?? "unsaid");
}

/** What waits for an answer, or was answered and is worth a question; nothing where all is well. */
export function Care({ memberId }: { readonly memberId: string }) {
  const { t } = useTranslation();
  const subject = useSubject();
  const now = useClubNow();
  const complaints = useComplaints(memberId);
  if (!complaints.data || now === null) return null;
  const { open, askAbout } = careOf(complaints.data.data, now);
  if (open.length === 0 && askAbout === null) return null;
  return (
    <Panel
      title={
        open.length > 0
          ? t("members.complaints.open", { count: open.length })
          : t("members.complaints.answered")
      }
      actions={open.length > 0 && <Answer memberId={memberId} />}
    >
      <ul className="flex flex-col gap-1">
        {open.map(({ eventId, about, at }) => (
          <li key={eventId}>
            {t("members.complaints.since", { about: subject(about), day: day(at) })}
          </li>
        ))}
        {askAbout !== null && (
          <li>
            {t("members.complaints.ask", {
              about: subject(askAbout.about),
              day: day(askAbout.answeredAt),
            })}
          </li>
        )}
      </ul>
      {open.length > 0 && <p className="text-muted">{t("members.complaints.silent")}</p>}
    </Panel>
  );
}

function useRefresh(memberId: string): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ["member", memberId] });
}

function Answer({ memberId }: { readonly memberId: string }) {
  const { t } = useTranslation();
  const refresh = useRefresh(memberId);
  const mayAct = useMay("members:write");
  const [id] = useState(newId);
  const answer = useAct(
    () => trofast.complaints.answer({ params: refOf(memberId), body: { id } }),
    () => {
      tell(t("members.complaints.answeredDone"));
      refresh();
    },
  );
  if (!mayAct) return null;
  return (
    <Confirmed
      kind="plain"
      label={t("members.complaints.answer")}
      title={t("members.complaints.answer")}
      consequence={<p>{t("members.complaints.answerAbout")}</p>}
      act={() => answer.mutate(undefined)}
      busy={answer.isPending}
    />
  );
}

type Subject = (typeof complaintSubjects)[number];

/** A complaint is an event: it is said before that it stays. */
export function NoteComplaint({ memberId }: { readonly memberId: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const label = t("members.complaints.note");
  return (
    <>
      <Button size="console" kind="plain" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Sheet open={isOpen} onOpenChange={setOpen} title={label}>
        <NoteForm memberId={memberId} close={() => setOpen(false)} />
      </Sheet>
    </>
  );
}

function NoteForm({ memberId, close }: { readonly memberId: string; readonly close: () => void }) {
  const { t } = useTranslation();
  const words = t("members.complaints.subjects", { returnObjects: true });
  const [about, setAbout] = useState<Subject>("goods");
  // One id for the form: sent again after a broken connection, it is noted once.
  const [id] = useState(newId);
  const refresh = useRefresh(memberId);
  const note = useAct(
    () => trofast.complaints.note({ params: refOf(memberId), body: { id, about } }),
    () => {
      tell(t("members.complaints.noted"));
      refresh();
      close();
    },
  );
  return (
    <div className="flex flex-col gap-5">
      <Choice
        size="min-h-10"
        legend={t("members.complaints.about")}
        value={about}
        options={complaintSubjects.map((value) => ({ value, text: words[value] }))}
        onChange={setAbout}
      />
      <p className="text-sm text-muted">{t("members.complaints.noteAbout")}</p>
      <div className="flex flex-wrap gap-2">
        <Button
          size="console"
          onClick={() => note.mutate(undefined)}
          busy={note.isPending && t("ui.saving")}
        >
          {t("members.complaints.noteDo")}
        </Button>
        <Button size="console" kind="quiet" onClick={close}>
          {t("ui.cancel")}
        </Button>
      </div>
    </div>
  );
}
