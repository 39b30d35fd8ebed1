/** The team: who is invited, what they may do, and the end of it. */
import { useQueryClient } from "@tanstack/react-query";
import { invitePerson, type StaffRole } from "@trofast/contract/staff";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { dayAndTime } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Confirmed, Once, Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { useMay, useStaff } from "../session.ts";
import { StaffPosterLink } from "./staff-poster-link.tsx";
import { useAct } from "../step-up.tsx";

const ROLES = ["owner", "marketer", "support", "cashier", "auditor"] as const satisfies StaffRole[];

type Invited = Awaited<ReturnType<typeof trofast.staff.invite>>;
type Person = Invited["person"];

export function Team() {
  const { t } = useTranslation();
  const mayInvite = useMay("admin");
  const [invited, setInvited] = useState<Invited | null>(null);
  return (
    <>
      {invited && (
        <Panel title={t("settings.team.invite")}>
          <Once
            label={t("settings.team.link", {
              name: invited.person.name,
              when: dayAndTime(invited.invite.expiresAt),
            })}
            text={invited.invite.link}
          />
        </Panel>
      )}
      {mayInvite && <Invite done={setInvited} />}
      <Panel title={t("settings.sections.team")} actions={<StaffPosterLink />}>
        <Pages
          queryKey={["team"]}
          read={(cursor, signal) => trofast.staff.list({ query: from(cursor), signal })}
          empty={<p>{t("settings.none")}</p>}
        >
          {(people) => (
            <Table
              name={t("settings.sections.team")}
              columns={[
                { head: t("settings.name") },
                { head: t("settings.team.role") },
                { head: t("settings.status") },
                { head: t("settings.edit") },
              ]}
              rows={people.map((person) => ({
                key: person.id,
                cells: [
                  <span key="who">
                    {person.name}
                    <span className="block font-normal text-muted">{person.email}</span>
                  </span>,
                  <Role key="role" person={person} />,
                  t(`settings.team.statuses.${person.status}`),
                  mayInvite && <PersonActs key="acts" person={person} done={setInvited} />,
                ],
              }))}
            />
          )}
        </Pages>
      </Panel>
    </>
  );
}

function useChange() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useAct(
    ({ id, ...body }: { id: string; role?: StaffRole; disabled?: boolean }) =>
      trofast.staff.change({ params: { staffId: id }, body }),
    () => {
      tell(t("settings.team.changed"));
      void client.invalidateQueries({ queryKey: ["team"] });
    },
  );
}

function Role({ person }: { readonly person: Person }) {
  const { t } = useTranslation();
  const mayChange = useMay("admin");
  const { person: self } = useStaff();
  const change = useChange();
  if (!mayChange || person.id === self.id) return t(`shell.roles.${person.role}`);
  return (
    <select
      aria-label={`${t("settings.team.role")}: ${person.name}`}
      value={person.role}
      disabled={change.isPending}
      onChange={(event) => {
        const role = ROLES.find((one) => one === event.target.value);
        if (role) change.mutate({ id: person.id, role });
      }}
      className="min-h-9 rounded-control border border-line-strong bg-card px-2"
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {t(`shell.roles.${role}`)}
        </option>
      ))}
    </select>
  );
}

function PersonActs({
  person,
  done,
}: {
  readonly person: Person;
  readonly done: (invited: Invited) => void;
}) {
  const { t } = useTranslation();
  const { person: self } = useStaff();
  const change = useChange();
  const again = useAct(() => trofast.staff.inviteAgain({ params: { staffId: person.id } }), done);
  if (person.id === self.id) return t("settings.team.you");
  const isShut = person.status === "disabled";
  return (
    <span className="flex flex-wrap gap-2">
      {!isShut && (
        <Button size="console" kind="quiet" onClick={() => again.mutate(undefined)}>
          {t("settings.team.again")}
        </Button>
      )}
      {isShut ? (
        <Button
          size="console"
          kind="quiet"
          onClick={() => change.mutate({ id: person.id, disabled: false })}
        >
          {t("settings.team.enable")}
        </Button>
      ) : (
        <Confirmed
          label={t("settings.team.disable")}
          title={`${t("settings.team.disable")}: ${person.name}`}
          consequence={<p>{t("settings.team.disableAbout")}</p>}
          act={() => change.mutate({ id: person.id, disabled: true })}
        />
      )}
    </span>
  );
}

interface Invitation {
  readonly name: string;
  readonly email: string;
  readonly role: StaffRole;
}

function Invite({ done }: { readonly done: (invited: Invited) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useSavedForm({
    key: "invitation",
    start: { name: "", email: "", role: "cashier" } satisfies Invitation,
    fields: ["name", "email", "role"],
    endpoint: invitePerson,
    input: ({ name, email, role }: Invitation) => ({
      body: { name: name.trim(), role, ...(email.trim() !== "" && { email: email.trim() }) },
    }),
    call: (input) => trofast.staff.invite(input),
    done: (answer) => {
      done(answer);
      void client.invalidateQueries({ queryKey: ["team"] });
    },
    isEmptied: true,
  });
  return (
    <Panel title={t("settings.team.invite")}>
      <FormFrame
        form={form}
        submit={t("settings.team.invite")}
        fields="grid items-start gap-3 sm:grid-cols-3"
      >
        <TextField className="min-h-10" label={t("settings.name")} {...form.field("name")} />
        <TextField
          className="min-h-10"
          type="email"
          label={t("settings.team.email")}
          hint={t("settings.team.emailHint")}
          {...form.field("email")}
        />
        <SelectField
          className="min-h-10"
          label={t("settings.team.role")}
          options={ROLES.map((value) => ({ value, text: t(`shell.roles.${value}`) }))}
          {...form.field("role")}
        />
      </FormFrame>
    </Panel>
  );
}
