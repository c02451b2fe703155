package model

import (
	"fmt"
	"slices"
)

// Action names what a verb of the [service.Services] does, for the question who may do it.
type Action string

// The actions, each with its row in [Actions].
const (
	ActSeeEnvironments    Action = "see_environments"
	ActSeeSettings        Action = "see_settings"
	ActChangeSettings     Action = "change_settings"
	ActSeeBranding        Action = "see_branding"
	ActChangeBranding     Action = "change_branding"
	ActSeeKeys            Action = "see_keys"
	ActChangeKeys         Action = "change_keys"
	ActRevealKey          Action = "reveal_key"
	ActSeeWebhooks        Action = "see_webhooks"
	ActChangeWebhooks     Action = "change_webhooks"
	ActRevealWebhook      Action = "reveal_webhook"
	ActResendWebhook      Action = "resend_webhook"
	ActSeeOrganizations   Action = "see_organizations"
	ActCreateOrganization Action = "create_organization"
	ActChangeOrganization Action = "change_organization"
	ActDeleteOrganization Action = "delete_organization"
	ActChangeDomains      Action = "change_domains"
	ActVouchDomain        Action = "vouch_domain"
	ActAllowOutside       Action = "allow_outside"
	ActSeeConnections     Action = "see_connections"
	ActCreateConnection   Action = "create_connection"
	ActChangeConnection   Action = "change_connection"
	ActRefreshMetadata    Action = "refresh_metadata"
	ActPauseConnection    Action = "pause_connection"
	ActResetConnection    Action = "reset_connection"
	ActDeleteConnection   Action = "delete_connection"
	ActRelaxPolicy        Action = "relax_policy"
	ActLookOutside        Action = "look_outside"
	ActSeeProfiles        Action = "see_profiles"
	ActSeeEvents          Action = "see_events"
	ActSeeDirectories     Action = "see_directories"
	ActCreateDirectory    Action = "create_directory"
	ActChangeDirectory    Action = "change_directory"
	ActGiveRoles          Action = "give_roles"
	ActResetDirectory     Action = "reset_directory"
	ActImportDirectory    Action = "import_directory"
	ActDeleteDirectory    Action = "delete_directory"
	ActSeeDirectoryUsers  Action = "see_directory_users"
	ActSeeDirectoryLog    Action = "see_directory_log"
	ActProvision          Action = "provision"
	ActPlayTestDirectory  Action = "play_test_directory"
	ActSeeSessions        Action = "see_sessions"
	ActSeePresence        Action = "see_presence"
	ActSeeClaims          Action = "see_claims"
	ActClaim              Action = "claim"
	ActForgetSessions     Action = "forget_sessions"
	ActTestSignIn         Action = "test_sign_in"
	ActPlayTestIdP        Action = "play_test_idp"
	ActSeeContacts        Action = "see_contacts"
	ActChangeContacts     Action = "change_contacts"
	ActSeeLinks           Action = "see_links"
	ActCreateLink         Action = "create_link"
	ActRevokeLink         Action = "revoke_link"
	ActWorkOnLink         Action = "work_on_link"
	ActSeeRequests        Action = "see_requests"
	ActRequestFeature     Action = "request_feature"
	ActSettleRequest      Action = "settle_request"
	ActSeeNotes           Action = "see_notes"
	ActWriteNote          Action = "write_note"
	ActRemoveNote         Action = "remove_note"
	ActKeepMentions       Action = "keep_mentions"
	ActSeeHistory         Action = "see_history"
	ActVerifyAudit        Action = "verify_audit"
	ActExportAudit        Action = "export_audit"
	ActSeeSignIns         Action = "see_sign_ins"
	ActUndo               Action = "undo"
	ActSeed               Action = "seed"
	ActExport             Action = "export"
	ActBackUp             Action = "back_up"
	ActSeeTeam            Action = "see_team"
	ActManageTeam         Action = "manage_team"
	ActKeepOwnKeys        Action = "keep_own_keys"
	ActJoinTeam           Action = "join_team"
	ActSeeFacts           Action = "see_facts"
	ActMaintain           Action = "maintain"
	ActSignIn             Action = "sign_in"
	ActReadMetadata       Action = "read_metadata"
	ActProveIdentity      Action = "prove_identity"
	ActRedeem             Action = "redeem"
	ActRedeemPublic       Action = "redeem_public"
	ActRepeat             Action = "repeat"
	ActNoteCall           Action = "note_call"
	ActSeeCalls           Action = "see_calls"
	ActSeeCallBodies      Action = "see_call_bodies"
)

// ActionRow says who may do something.
type ActionRow struct {
	Action Action
	Words  string // behind "cannot": "create an organization"

	Roles  []TeamRole      // of members and the owner
	Others []PrincipalKind // that have no role

	Keys []KeyPermission // with any of which an API key that is limited may do it

	NotProduction string // why nobody may in Production, "" if it is as elsewhere
	StepUp        bool   // a member has to have proved just now who they are
	Own           bool   // it is the member's own affair: no limit holds
}

var (
	everyRole  = []TeamRole{Admin, Developer, Support}
	developers = []TeamRole{Admin, Developer}
	admins     = []TeamRole{Admin}
)

func others(kinds ...PrincipalKind) []PrincipalKind { return kinds }

func with(permissions ...KeyPermission) []KeyPermission { return permissions }

// Actions is the one table of who may do what. A principal that is bound to an
// environment or an organization may do it there alone.
var Actions = []ActionRow{
	{Action: ActSeeEnvironments, Words: "look at the environments", Roles: everyRole,
		Others: others(KeyHolder, PortalVisitor, Stranger, Trial, System), Keys: KeyPermissions()},
	{Action: ActSeeSettings, Words: "look at the settings of an environment", Roles: developers,
		Others: others(PortalVisitor, Stranger, Trial, System)},
	{Action: ActChangeSettings, Words: "change the settings of an environment", Roles: developers},
	{Action: ActSeeBranding, Words: "look at the branding of the Admin Portal", Roles: developers,
		Others: others(PortalVisitor, Stranger)},
	{Action: ActChangeBranding, Words: "change the branding of the Admin Portal", Roles: developers},
	{Action: ActSeeKeys, Words: "look at API keys", Roles: developers},
	{Action: ActChangeKeys, Words: "create, rotate or revoke an API key", Roles: developers},
	{Action: ActRevealKey, Words: "reveal an API key", Roles: developers,
		NotProduction: "in Production it was shown once and is not kept; rotate it to get a new one", StepUp: true},

	{Action: ActSeeWebhooks, Words: "look at webhooks", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyReads, KeyWebhooks)},
	{Action: ActChangeWebhooks, Words: "create, change or delete a webhook endpoint", Roles: developers,
		Others: others(KeyHolder), Keys: with(KeyWebhooks)},
	{Action: ActRevealWebhook, Words: "reveal the secret of a webhook endpoint", Roles: developers,
		Others: others(KeyHolder), Keys: with(KeyWebhooks), StepUp: true},
	{Action: ActResendWebhook, Words: "send a webhook again", Roles: developers},

	{Action: ActSeeOrganizations, Words: "look at organizations", Roles: everyRole,
		Others: others(KeyHolder, PortalVisitor, Trial), Keys: with(KeyReads, KeyOrganizations, KeyConnections)},
	{Action: ActCreateOrganization, Words: "create an organization", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyOrganizations)},
	{Action: ActChangeOrganization, Words: "change an organization", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyOrganizations)},
	{Action: ActDeleteOrganization, Words: "delete an organization", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyOrganizations)},
	{Action: ActChangeDomains, Words: "add, verify or remove a domain", Roles: everyRole,
		Others: others(KeyHolder, PortalVisitor), Keys: with(KeyOrganizations)},
	{Action: ActVouchDomain, Words: "declare a domain verified without its DNS record", Roles: developers,
		Others: others(KeyHolder), Keys: with(KeyOrganizations)},
	{Action: ActAllowOutside, Words: "let in profiles from outside the organization's domains", Roles: developers,
		Others: others(KeyHolder), Keys: with(KeyOrganizations)},

	{Action: ActSeeConnections, Words: "look at connections", Roles: everyRole,
		Others: others(KeyHolder, PortalVisitor, Trial), Keys: with(KeyReads, KeyConnections)},
	{Action: ActCreateConnection, Words: "create a connection", Roles: everyRole, Others: others(PortalVisitor)},
	{Action: ActChangeConnection, Words: "change a connection", Roles: everyRole, Others: others(PortalVisitor)},
	{Action: ActRefreshMetadata, Words: "refresh the metadata of a connection", Roles: everyRole},
	{Action: ActPauseConnection, Words: "pause or resume a connection", Roles: everyRole},
	{Action: ActResetConnection, Words: "reset a connection", Roles: everyRole, Others: others(PortalVisitor)},
	{Action: ActDeleteConnection, Words: "delete a connection", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyConnections)},
	{Action: ActRelaxPolicy, Words: "relax what a connection's signatures and certificates must be", Roles: developers},
	{Action: ActLookOutside, Words: "fetch metadata or look up name servers", Roles: everyRole,
		Others: others(PortalVisitor)},
	{Action: ActSeeProfiles, Words: "look at profiles", Roles: everyRole},
	{Action: ActSeeEvents, Words: "look at the events that apps are told", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyReads, KeyEvents)},

	{Action: ActSeeDirectories, Words: "look at directories", Roles: everyRole,
		Others: others(KeyHolder, PortalVisitor), Keys: with(KeyReads, KeyDirectories)},
	{Action: ActCreateDirectory, Words: "create a directory", Roles: everyRole, Others: others(PortalVisitor)},
	{Action: ActChangeDirectory, Words: "change a directory or its tokens", Roles: everyRole,
		Others: others(PortalVisitor)},
	{Action: ActGiveRoles, Words: "give roles in apps to groups", Roles: developers,
		Others: others(PortalVisitor)},
	{Action: ActResetDirectory, Words: "reset a directory", Roles: everyRole, Others: others(PortalVisitor)},
	{Action: ActImportDirectory, Words: "import a file of people into a directory", Roles: everyRole,
		Others: others(PortalVisitor)},
	{Action: ActDeleteDirectory, Words: "delete a directory", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyDirectories)},
	{Action: ActSeeDirectoryUsers, Words: "look at the users and groups of a directory", Roles: everyRole,
		Others: others(KeyHolder, PortalVisitor), Keys: with(KeyReads, KeyDirectories)},
	{Action: ActSeeDirectoryLog, Words: "look at the requests of a directory", Roles: everyRole,
		Others: others(PortalVisitor)},
	{Action: ActPlayTestDirectory, Words: "have the test directory provision users", Roles: everyRole,
		NotProduction: "it makes up users and groups, which the apps of Production would let in: try it in Staging"},
	{Action: ActProvision, Words: "provision users and groups", Others: others(DirectoryClient)},

	{Action: ActSeeSessions, Words: "look at sessions", Roles: everyRole, Others: others(KeyHolder, PortalVisitor),
		Keys: with(KeyReads, KeySessions)},
	{Action: ActSeePresence, Words: "see who of the team looks at a session", Roles: everyRole},
	{Action: ActSeeClaims, Words: "see who has a session in hand", Roles: everyRole},
	{Action: ActClaim, Words: "take a session in hand", Roles: everyRole},
	{Action: ActForgetSessions, Words: "forget sessions", Roles: admins},
	{Action: ActTestSignIn, Words: "test a sign-in", Roles: everyRole, Others: others(PortalVisitor, Trial)},
	{Action: ActPlayTestIdP, Words: "use the test identity provider", Roles: everyRole, Others: others(Trial)},

	{Action: ActSeeContacts, Words: "look at IT contacts", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyReads, KeyOrganizations)},
	{Action: ActChangeContacts, Words: "add, invite or remove an IT contact", Roles: everyRole,
		Others: others(KeyHolder), Keys: with(KeyOrganizations)},
	{Action: ActSeeLinks, Words: "look at links to the Admin Portal", Roles: everyRole,
		Others: others(KeyHolder, PortalVisitor), Keys: with(KeyReads, KeyPortal)},
	{Action: ActCreateLink, Words: "create a link to the Admin Portal", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyPortal)},
	{Action: ActRevokeLink, Words: "revoke a link to the Admin Portal", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyPortal)},
	{Action: ActWorkOnLink, Words: "work on what a link is for", Roles: everyRole, Others: others(PortalVisitor)},
	{Action: ActSeeRequests, Words: "look at feature requests", Roles: everyRole, Others: others(PortalVisitor)},
	{Action: ActRequestFeature, Words: "request a feature", Roles: everyRole, Others: others(PortalVisitor)},
	{Action: ActSettleRequest, Words: "settle a feature request", Roles: everyRole},

	{Action: ActSeeNotes, Words: "look at notes", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyReads, KeyNotes)},
	{Action: ActWriteNote, Words: "write a note, or remove their own", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyNotes)},
	{Action: ActRemoveNote, Words: "remove somebody else's note", Roles: admins},

	{Action: ActKeepMentions, Words: "see the notes that mention them, and mark them as read", Roles: everyRole,
		Own: true},

	{Action: ActSeeHistory, Words: "look at the history", Roles: everyRole, Others: others(KeyHolder),
		Keys: with(KeyReads, KeyAudit)},
	{Action: ActVerifyAudit, Words: "verify the audit log", Roles: admins},
	{Action: ActExportAudit, Words: "export the audit log", Roles: admins},
	{Action: ActSeeSignIns, Words: "see who of the team signed in", Roles: admins},
	{Action: ActUndo, Words: "take a change back", Roles: everyRole},
	{Action: ActSeed, Words: "seed from a file", Roles: admins},
	{Action: ActExport, Words: "export the installation", Roles: admins},
	{Action: ActBackUp, Words: "back the installation up", Roles: admins, StepUp: true},
	{Action: ActSeeTeam, Words: "look at the team", Roles: everyRole},
	{Action: ActManageTeam, Words: "invite, change or revoke members", Roles: admins},
	{Action: ActKeepOwnKeys, Words: "change their own SSH keys and choices", Roles: everyRole, Own: true},
	{Action: ActJoinTeam, Words: "redeem an invitation", Others: others(Stranger)},
	{Action: ActSeeFacts, Words: "look at the state of the installation", Roles: everyRole,
		Others: others(Stranger, System)},
	{Action: ActMaintain, Words: "maintain the installation", Roles: admins, Others: others(System)},

	{Action: ActSignIn, Words: "sign in through a connection", Roles: everyRole, Others: others(Stranger)},
	{Action: ActReadMetadata, Words: "read the metadata of this service provider", Roles: everyRole,
		Others: others(Stranger, Trial)},
	{Action: ActProveIdentity, Words: "prove who they are", Roles: everyRole, Others: others(Stranger)},
	{Action: ActRedeem, Words: "exchange a code for a profile", Others: others(KeyHolder, Trial),
		Keys: with(KeySSO)},
	{Action: ActRedeemPublic, Words: "exchange a code by the code_verifier of its sign-in", Others: others(Stranger)},
	{Action: ActNoteCall, Words: "note a request in the API log", Others: others(Stranger)},
	{Action: ActSeeCalls, Words: "look at the API log", Roles: everyRole},
	{Action: ActSeeCallBodies, Words: "look at what an app sent and got", Roles: developers},
	{Action: ActRepeat, Words: "repeat a request", Others: others(KeyHolder), Keys: KeyPermissions()},
}

var ActionRows = func() map[Action]*ActionRow {
	rows := map[Action]*ActionRow{}
	for i := range Actions {
		rows[Actions[i].Action] = &Actions[i]
	}
	return rows
}()

// Row gives the row of an action; one that has none is nobody's.
func (a Action) Row() ActionRow {
	if row := ActionRows[a]; row != nil {
		return *row
	}
	return ActionRow{Action: a, Words: string(a)}
}

// Grants reports whether the row names a principal.
func (r *ActionRow) Grants(p Principal) bool {
	if p.Kind == Owner || p.Kind == Member {
		return slices.Contains(r.Roles, p.Role)
	}
	return slices.Contains(r.Others, p.Kind) && r.permits(p)
}

// permits reports whether an API key that is limited has a permission for the row.
func (r *ActionRow) permits(p Principal) bool {
	return p.Kind != KeyHolder || len(p.Permissions) == 0 ||
		slices.ContainsFunc(r.Keys, func(k KeyPermission) bool { return slices.Contains(p.Permissions, k) })
}

// May says why a principal may not do something anywhere, nil if they may.
func (p Principal) May(a Action) error {
	if row := a.Row(); !row.Grants(p) {
		return row.Forbidden(p)
	}
	return nil
}

// MayChange is May for what changes something in an environment of a kind, where a member may
// be limited.
func (p Principal) MayChange(a Action, in EnvironmentKind) error {
	if err := p.May(a); err != nil {
		return err
	}
	row := a.Row()
	if p.Limit == ReadOnly && !row.Own || p.Limit == StagingOnly && !row.Own && in == Production {
		return row.Beyond(p.Limit)
	}
	return nil
}

// Beyond is why a member who is limited may not do it.
func (r *ActionRow) Beyond(l Limit) *Forbidden {
	return &Forbidden{Action: r.Action, Who: "a member who is limited to " + string(l),
		Remedy: "ask an Admin of your team"}
}

// Forbidden is what a principal may not do: what, why, and whom to ask.
type Forbidden struct {
	Action Action
	Who    string // "the role support"; "" for everybody
	Remedy string // whom to ask, or what to do instead
}

func (e *Forbidden) Error() string {
	if e.Who == "" {
		return fmt.Sprintf("nobody can %s: %s", e.Action.Row().Words, e.Remedy)
	}
	return fmt.Sprintf("%s cannot %s: %s", e.Who, e.Action.Row().Words, e.Remedy)
}

// Forbidden says why the row does not name a principal.
func (r *ActionRow) Forbidden(p Principal) *Forbidden {
	e := &Forbidden{Action: r.Action}
	switch p.Kind {
	case Owner, Member:
		e.Who, e.Remedy = fmt.Sprintf("the role %s", p.Role), r.whoCan()
	case KeyHolder:
		if slices.Contains(r.Others, KeyHolder) {
			e.Who = "an API key that is limited to " + PermissionWords(p.Permissions)
			e.Remedy = "use one " + permittedBy(r.Keys)
			break
		}
		e.Who, e.Remedy = "an API key", "do it in the console or with a command"
	case PortalVisitor:
		e.Who, e.Remedy = "a link to the Admin Portal", "ask the person who sent it to you"
	case DirectoryClient:
		e.Who, e.Remedy = "the token of a directory", "do it in the console or with a command"
	case Stranger, Trial:
		e.Who, e.Remedy = "somebody who is not signed in", "do it in the console or with a command"
	case System:
		e.Who, e.Remedy = "a background task", "do it in the console or with a command"
	default:
		e.Who, e.Remedy = "nobody", "say who acts"
	}
	return e
}

// WhoMay says which roles may do it, as the end of a help.
func (r ActionRow) WhoMay() string {
	switch {
	case slices.Contains(r.Roles, Support):
		return "In a team, members of every role may do this."
	case slices.Contains(r.Roles, Developer):
		return "In a team, Admins and Developers may do this."
	}
	return "In a team, Admins alone may do this."
}

func (r *ActionRow) whoCan() string {
	switch {
	case slices.Contains(r.Roles, Developer):
		return "ask an Admin or a Developer of your team"
	case slices.Contains(r.Roles, Admin):
		return "ask an Admin of your team"
	}
	return "an app does it, with its API key"
}
