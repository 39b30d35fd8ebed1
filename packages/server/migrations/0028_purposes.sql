-- What an answer is used for is read by members: it is said in their languages, as the question is. A text alone says the
-- same to all.
alter table members_field drop constraint members_field_purpose_check;
alter table members_field alter column purpose type jsonb using to_jsonb(purpose);
alter table members_field add constraint members_field_purpose_check
  check (jsonb_typeof(purpose) in ('string', 'object'));

-- The words that every club began with, where nobody has written others.
update members_field set purpose = jsonb_build_object(
    'sv', 'För att visa det som passar dig och låta bli det som inte gör det.',
    'da', 'For at vise det, der passer dig, og udelade det, der ikke gør.',
    'en', 'To show what fits, and to leave out what does not.')
  where field = 'interests' and purpose = '"To show what fits, and to leave out what does not."';
update members_field set purpose = jsonb_build_object(
    'sv', 'För att erbjuda sådant som du tycker är viktigt.',
    'da', 'For at tilbyde det, du synes er vigtigt.',
    'en', 'To choose what to offer by what you find important.')
  where field = 'motives' and purpose = '"To choose what to offer by what the member finds important."';
update members_field set purpose = jsonb_build_object(
    'sv', 'En hälsning i din födelsedagsmånad. Dagen och året frågar vi inte efter.',
    'da', 'En hilsen i din fødselsdagsmåned. Dagen og året spørger vi ikke om.',
    'en', 'A greeting in the month of your birthday. The day and the year are not asked.')
  where field = 'birthMonth'
    and purpose = '"A greeting in the month of the birthday. The day and the year are not asked."';
update members_field set purpose = jsonb_build_object(
    'sv', 'För att berätta vad som händer i din butik.',
    'da', 'For at fortælle, hvad der sker i din butik.',
    'en', 'To tell of what happens in your store.')
  where field = 'homeStore'
    and purpose = '"To tell of what happens in the store that the member goes to."';
