package model

import (
	"fmt"
	"slices"
)

// Kind is a kind of record.
type Kind string

// The kinds, each with its row in [Kinds].
const (
	KindEnvironment     Kind = "environment"
	KindKey             Kind = "key"
	KindOrganization    Kind = "organization"
	KindConnection      Kind = "connection"
	KindProfile         Kind = "profile"
	KindITContact       Kind = "it_contact"
	KindSetupLink       Kind = "setup_link"
	KindPortalLink      Kind = "portal_link"
	KindOpening         Kind = "opening" // one opening of a link
	KindAudit           Kind = "audit"
	KindFeatureRequest  Kind = "feature_request"
	KindNote            Kind = "note"
	KindMention         Kind = "mention"
	KindMentionsRead    Kind = "mentions_read" // by the id of the member
	KindClaim           Kind = "claim"         // by the id of its session
	KindMember          Kind = "member"
	KindTeam            Kind = "team"
	KindBranding        Kind = "branding"
	KindAuditLeaf       Kind = "audit_leaf" // the place of an audit entry in the log
	KindAuditHead       Kind = "audit_head" // the newest state of the log
	KindWayBack         Kind = "way_back"   // of an action, for as long as it can be taken back
	KindRepeatable      Kind = "repeatable" // a request of an app with an Idempotency-Key, and its answer
	KindKeyUse          Kind = "key_use"    // by the id of the key
	KindWebhookEndpoint Kind = "webhook_endpoint"
	KindWebhookDelivery Kind = "webhook_delivery"
	KindWebhookProgress Kind = "webhook_progress" // by the id of its endpoint
	KindDirectory       Kind = "directory"
	KindDirectoryToken  Kind = "directory_token"
	KindRecompute       Kind = "recompute" // by the id of its directory
	KindSetting         Kind = "setting"   // of the installation itself: the test identity provider's keys …
)

// KindRow is all that there is to know of a kind of record. A new noun is a row
// here, its type and its verbs.
type KindRow struct {
	Kind   Kind
	prefix string // of its ids; "" if they are another noun's
	Decode func(Record) (Noun, error)

	// Rights: who may see one, make one, change one and delete one. Undo and seeds
	// ask for them by what they do; "" is what nobody does that way.
	See, create, change, remove Action

	Undo   bool    // what people did to one can be taken back
	Parent Kind    // the kind that a record belongs to; "" if none
	Child  bool    // it is deleted together with its organization
	Keep   Keeping // what happens to one whose parent is gone
}

// Keeping says how long a record is kept.
type Keeping int

const (
	keepForever Keeping = iota
	KeepWithParent
	KeepUntilOver // see [history.Service.longOver]
	KeepForUndo   // as long as an action can be taken back
	KeepForADay   // see [RepeatableLife]
)

// Kinds are in the order in which they are purged.
var Kinds = []KindRow{
	{
		Kind: KindEnvironment, prefix: PrefixEnvironment, Decode: as[Environment], Undo: true,
		See: ActSeeSettings, create: ActMaintain, change: ActChangeSettings,
	},
	{
		Kind: KindKey, prefix: PrefixKey, Decode: as[APIKey], Parent: KindEnvironment, Undo: true,
		See: ActSeeKeys, create: ActChangeKeys, change: ActChangeKeys, remove: ActChangeKeys,
	},
	{
		Kind: KindOrganization, prefix: PrefixOrganization, Decode: as[Organization], Parent: KindEnvironment,
		Undo: true,
		See:  ActSeeOrganizations, create: ActCreateOrganization, change: ActChangeOrganization,
		remove: ActDeleteOrganization,
	},
	{
		Kind: KindConnection, prefix: PrefixConnection, Decode: as[Connection], Parent: KindOrganization, Undo: true,
		Child: true,
		See:   ActSeeConnections, create: ActCreateConnection, change: ActChangeConnection, remove: ActDeleteConnection,
	},
	{
		Kind: KindITContact, prefix: PrefixITContact, Decode: as[ITContact], Parent: KindOrganization, Undo: true,
		Child: true,
		See:   ActSeeContacts, create: ActChangeContacts, change: ActChangeContacts, remove: ActChangeContacts,
	},
	{
		Kind: KindSetupLink, prefix: PrefixSetupLink, Decode: as[Link], Parent: KindOrganization, Undo: true,
		Child: true,
		See:   ActSeeLinks, create: ActCreateLink, change: ActRevokeLink, remove: ActRevokeLink,
	},
	{
		Kind: KindPortalLink, prefix: PrefixSetupLink, Decode: as[Link], Parent: KindOrganization, Undo: true,
		Child: true,
		Keep:  KeepUntilOver, // there is one for each click in an app; and before its openings
		See:   ActSeeLinks, create: ActCreateLink, change: ActRevokeLink, remove: ActRevokeLink,
	},
	{
		Kind: KindOpening, prefix: PrefixStep, Decode: as[Step], Parent: KindSetupLink, Keep: KeepWithParent,
		See: ActSeeLinks, create: ActWorkOnLink,
	},
	{
		Kind: KindProfile, prefix: PrefixProfile, Decode: as[Profile], Parent: KindConnection, Keep: KeepWithParent,
		See: ActSeeProfiles,
	},
	{
		Kind: KindFeatureRequest, prefix: PrefixRequested, Decode: as[FeatureRequest], Parent: KindOrganization,
		Undo: true,
		Keep: KeepWithParent,
		See:  ActSeeRequests, create: ActRequestFeature, change: ActSettleRequest, remove: ActSettleRequest,
	},
	{
		Kind: KindNote, prefix: PrefixNote, Decode: as[Note], Parent: KindOrganization, // or a session
		Undo: true, Keep: KeepWithParent,
		See: ActSeeNotes, create: ActWriteNote, remove: ActWriteNote,
	},
	{
		Kind: KindMention, Decode: as[Mention], Parent: KindMember, Undo: true, Keep: KeepWithParent,
		See: ActKeepMentions, create: ActWriteNote, remove: ActWriteNote,
	},
	{
		Kind: KindMentionsRead, Decode: as[MentionsRead], Parent: KindMember, Keep: KeepWithParent,
		See: ActKeepMentions, create: ActKeepMentions, change: ActKeepMentions,
	},
	{
		Kind: KindClaim, Decode: as[Claim], Undo: true, Keep: KeepWithParent, // its session
		See: ActSeeClaims, create: ActClaim, change: ActClaim, remove: ActClaim,
	},
	{
		Kind: KindBranding, Decode: as[Branding], Parent: KindEnvironment, Undo: true,
		See: ActSeeBranding, create: ActChangeBranding, change: ActChangeBranding, remove: ActChangeBranding,
	},
	{
		Kind: KindMember, prefix: PrefixMember, Decode: as[TeamMember], // taking back a revocation would let in again
		See: ActSeeTeam, create: ActManageTeam, change: ActManageTeam, remove: ActManageTeam,
	},
	{Kind: KindTeam, Decode: as[Team], See: ActSeeTeam, create: ActManageTeam, change: ActManageTeam},
	{Kind: KindAudit, prefix: PrefixAudit, Decode: as[AuditEntry], See: ActSeeHistory},
	{Kind: KindAuditLeaf, Decode: as[AuditLeaf], See: ActVerifyAudit},
	{Kind: KindAuditHead, Decode: as[AuditHead], See: ActVerifyAudit},
	{Kind: KindWayBack, Decode: as[WayBack], Keep: KeepForUndo, See: ActMaintain},
	{
		Kind: KindRepeatable, prefix: PrefixRepeatable, Decode: as[Repeatable], Parent: KindKey, Keep: KeepForADay,
		See: ActMaintain, create: ActRepeat, change: ActRepeat, remove: ActRepeat,
	},
	{
		Kind: KindWebhookEndpoint, prefix: PrefixWebhook, Decode: as[WebhookEndpoint], Parent: KindEnvironment,
		Undo: true,
		See:  ActSeeWebhooks, create: ActChangeWebhooks, change: ActChangeWebhooks, remove: ActChangeWebhooks,
	},
	{
		Kind: KindDirectory, prefix: PrefixDirectory, Decode: as[Directory], Parent: KindOrganization, Undo: true,
		Child: true,
		See:   ActSeeDirectories, create: ActCreateDirectory, change: ActChangeDirectory, remove: ActDeleteDirectory,
	},
	{
		Kind: KindDirectoryToken, prefix: PrefixDirectoryToken, Decode: as[DirectoryToken], Parent: KindDirectory,
		Undo: true, Keep: KeepWithParent,
		See: ActSeeDirectories, create: ActChangeDirectory, change: ActChangeDirectory, remove: ActChangeDirectory,
	},
	{
		Kind: KindRecompute, Decode: as[Recompute], Parent: KindDirectory, Keep: KeepWithParent, See: ActSeeDirectories,
	},
	{
		Kind: KindWebhookDelivery, prefix: PrefixDelivery, Decode: as[WebhookDelivery], Parent: KindWebhookEndpoint,
		Keep: KeepWithParent, See: ActSeeWebhooks, change: ActResendWebhook,
	},
	{
		Kind: KindWebhookProgress, Decode: as[WebhookProgress], Parent: KindWebhookEndpoint, Keep: KeepWithParent,
		See: ActSeeWebhooks,
	},
	{Kind: KindKeyUse, Decode: as[KeyUse], Parent: KindKey, Keep: KeepWithParent, See: ActSeeKeys},
	{Kind: KindSetting, See: ActMaintain, create: ActMaintain, change: ActMaintain},
}

// as reads a record as one kind of noun.
func as[T Noun](r Record) (Noun, error) { return Decode[T](r) }

// Row gives the row of a kind.
func (k Kind) Row() (KindRow, error) {
	i := slices.IndexFunc(Kinds, func(r KindRow) bool { return r.Kind == k })
	if i < 0 {
		return KindRow{}, fmt.Errorf("%w: there is no kind of record %q", ErrDamaged, k)
	}
	return Kinds[i], nil
}

// DecodeKind reads a record as the noun that its kind says.
func DecodeKind(r Record) (Noun, error) {
	row, err := r.Kind.Row()
	if err != nil {
		return nil, err
	}
	if row.Decode == nil {
		return nil, fmt.Errorf("a record of kind %s is read by what wrote it alone", r.Kind)
	}
	return row.Decode(r)
}

// Noun is what the change has made, or deleted.
func (c AuditChange) Noun() (Noun, error) {
	data := c.After
	if data == nil {
		data = c.Before
	}
	return DecodeKind(Record{Kind: c.Kind, ID: c.Target, Data: data})
}

// Right is the action that an edit of a kind is.
func (r KindRow) Right(before, after bool) Action {
	switch {
	case !before:
		return r.create
	case !after:
		return r.remove
	}
	return r.change
}
