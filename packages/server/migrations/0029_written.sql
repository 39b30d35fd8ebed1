-- An e-mail address or a telephone number names one member however it is spelled: identities of these sources are stored
-- the one way by which they are compared. Those that may be stored otherwise are listed here and written anew at the next
-- start, which knows the club's country and how numbers are built; a row goes when its identity has been seen to.
create table members_unwritten (
  identity_id uuid primary key
);
insert into members_unwritten (identity_id)
  select identity_id from members_identity
  where source = 'phone'
    or (source = 'email' and id !~ '^[a-z0-9.!#$%&''*+/=?^_`{|}~-]+@[a-z0-9.-]+$');
