import type { CampaignTexts } from "./campaign.ts";

export const en: CampaignTexts = {
  title: "Campaign",
  start: "Start a campaign",
  startAbout: "A rule for a time. You see cost and reach as you type.",
  back: "To the programme",
  unknown: "There is no such template. Choose another one on the programme's page.",
  rule: "The rule will be",
  publish: "Publish",
  save: "Save as a draft",
  saved: "The draft is saved. Nothing changes until you publish it.",
  draft: "Open the draft {{id}}",
  coming:
    "Version {{version}} takes over on {{when}} and does not have the campaign. Put it into that version too if it is to go on.",
  consequence:
    "Members see the rule at once, and it begins to give on {{from}}. A new version can end it early, but what was given is not taken back.",
  consequenceHoldout: "{{share}} of the members go without, so that we can measure what it does.",
  alone: "In the demo it is enough that you do it. In a real club one more person approves.",
  published: "Published as version {{version}}. The campaign begins on {{from}}.",
  asked: {
    approval:
      "You have asked for it. It is published when somebody else of the staff approves, by {{when}} at the latest.",
    delay:
      "You have asked for it. Nobody else can approve, so it is published by itself at {{when}} unless you undo it first.",
  },
  forward: {
    title: "What happens then?",
    about: "The demo's clock can be moved forward, so that you see the campaign at work.",
    telling: "The club lives another month. Events: {{done}} of {{total}}.",
    told: "The clock shows {{when}}.",
    gave_one: "The campaign has given extra to {{reach}} member and cost about {{cost}}.",
    gave_other: "The campaign has given extra to {{reach}} members and cost about {{cost}}.",
    nobody: "No member has had anything from the campaign yet.",
    doubt:
      "Whether more people bought because of it we do not know yet. The comparison with the control group says so 90 days after it began.",
  },
  of: {
    "double-local": {
      name: "Double points on local",
      about: "Goods with a tag give more points than otherwise.",
    },
    "double-category": {
      name: "Double points on a category",
      about: "One shelf at a time gives more points than otherwise.",
    },
    "quiet-hours": {
      name: "More points in quiet hours",
      about: "Purchases at certain hours give more points than otherwise.",
    },
    "big-basket": {
      name: "Extra on larger purchases",
      about: "Purchases from a certain amount give a gift, at most once a day.",
    },
    "new-category": {
      name: "Try something new",
      about: "Whoever buys from a new category gets a gift, at most once a month.",
    },
    "win-back": {
      name: "Good to see you again",
      about: "Whoever has not bought for a while gets a gift with the next purchase.",
    },
  },
  field: {
    by: "Times as many",
    tag: "Goods with the tag",
    category: "Goods in the category",
    opens: "From the hour",
    closes: "Until the hour",
    amount: "How many as a gift",
    least: "Purchases from",
    away: "Days since the last purchase",
  },
  wrong: {
    by: "Write a number above 1 and at most 20, such as 2 or 1.5.",
    whole: "Write a whole number from 1.",
    goods: "Write which goods it is about.",
    hours: "It must end after it begins.",
    days: "The last day is before the first.",
    share: "Write a share from 0 to 50.",
    name: "Write what members shall read, in one language at least.",
    past: "That day has passed. Choose today or later.",
  },
  holdoutFew:
    "None is proposed: a control group tells something once it has at least {{least}} members, and the campaign reaches only {{reach}}.",
  figures: {
    title: "What does it cost?",
    about: "Tried on your real purchases.",
    asIf_one: "As if it had run {{span}}: {{count}} week back, on the same weekdays.",
    asIf_other: "As if it had run {{span}}: {{count}} weeks back, on the same weekdays.",
    asIfYear: "As if it had run {{span}}: the same season last year, on the same weekdays.",
    draftAbout:
      "As if the draft had been in force for the last twelve months, on your real events.",
    busy: "Counting again …",
    refining: "A rough answer. Counting more members …",
    stopped: "The figures are counted when the fields are right.",
    sentence_one: "Costs about {{cost}} and reaches {{reach}} member.",
    sentence_other: "Costs about {{cost}} and reaches {{reach}} members.",
    saves_one: "Saves about {{cost}}; {{reach}} member notices.",
    saves_other: "Saves about {{cost}}; {{reach}} members notice.",
    free_one: "Costs nothing; {{reach}} member notices.",
    free_other: "Costs nothing; {{reach}} members notice.",
    nobody: "No member would have noticed anything.",
    noCost: "No unit has a cost or worth, so it cannot be said in money.",
    cost: "Costs",
    reach: "Reaches",
    reached: "{{reach}} of {{members}} active",
    breakEven: "Pays if sales grow by",
    more: "{{money}} ({{share}})",
    nothingMore: "Nothing is needed",
    noMargin: "Cannot be said without what the articles cost",
    sides: "{{winners}} get more, {{losers}} get less.",
    basis_one: "Counted on {{events}} event in {{span}}, as if everybody had done what they did.",
    basis_other:
      "Counted on {{events}} events in {{span}}, as if everybody had done what they did.",
    doubt: "If it makes more people buy, it costs more, and sells more.",
    who: "Who notices?",
  },
};
