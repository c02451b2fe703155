package model

import (
	"fmt"
	"slices"
)

// Kind is a kind of record.
type Kind string

// The kinds, each with its row in [kinds].
const (
	KindEnvironment    Kind = "environment"
	KindKey            Kind = "key"
	KindOrganization   Kind = "organization"
	KindConnection     Kind = "connection"
	KindProfile        Kind = "profile"
	KindSetupLink      Kind = "setup_link"
	KindPortalLink     Kind = "portal_link"
	KindOpening        Kind = "opening" // one opening of a link
	KindAudit          Kind = "audit"
	KindFeatureRequest Kind = "feature_request"
	KindBranding       Kind = "branding"
	KindSetting        Kind = "setting" // of the installation itself: the test identity provider's keys …
)

// kindRow is all that there is to know of a kind of record. A new noun is a row
// here, its type and its verbs.
type kindRow struct {
	kind   Kind
	prefix string // of its ids; "" if they are another noun's
	decode func(Record) (noun, error)

	// Rights: who may see one, make one, change one and delete one. Undo and seeds
	// ask for them by what they do; "" is what nobody does that way.
	see, create, change, remove Action

	undo   bool // what people did to one can be taken back
	parent Kind // the kind that a record belongs to; "" if none
	child  bool // it is deleted together with its organization
	keep   keep // what happens to one whose parent is gone
}

// keep says how long a record is kept.
type keep int

const (
	keepForever keep = iota
	keepWithParent
	keepUntilOver // see [Desk.longOver]
)

// kinds are in the order in which they are purged.
var kinds = []kindRow{
	{
		kind: KindEnvironment, prefix: PrefixEnvironment, decode: as[Environment], undo: true,
		see: ActSeeSettings, create: ActMaintain, change: ActChangeSettings,
	},
	{
		kind: KindKey, prefix: PrefixKey, decode: as[APIKey], parent: KindEnvironment, undo: true,
		see: ActSeeKeys, create: ActChangeKeys, change: ActChangeKeys, remove: ActChangeKeys,
	},
	{
		kind: KindOrganization, prefix: PrefixOrganization, decode: as[Organization], parent: KindEnvironment, undo: true,
		see: ActSeeOrganizations, create: ActCreateOrganization, change: ActChangeOrganization, remove: ActDeleteOrganization,
	},
	{
		kind: KindConnection, prefix: PrefixConnection, decode: as[Connection], parent: KindOrganization, undo: true, child: true,
		see: ActSeeConnections, create: ActCreateConnection, change: ActChangeConnection, remove: ActDeleteConnection,
	},
	{
		kind: KindSetupLink, prefix: PrefixSetupLink, decode: as[Link], parent: KindOrganization, undo: true, child: true,
		see: ActSeeLinks, create: ActCreateLink, change: ActRevokeLink, remove: ActRevokeLink,
	},
	{
		kind: KindPortalLink, prefix: PrefixSetupLink, decode: as[Link], parent: KindOrganization, undo: true, child: true,
		keep: keepUntilOver, // there is one for each click in an app; and before its openings
		see:  ActSeeLinks, create: ActCreateLink, change: ActRevokeLink, remove: ActRevokeLink,
	},
	{
		kind: KindOpening, prefix: PrefixStep, decode: as[Step], parent: KindSetupLink, keep: keepWithParent,
		see: ActSeeLinks, create: ActWorkOnLink,
	},
	{
		kind: KindProfile, prefix: PrefixProfile, decode: as[Profile], parent: KindConnection, keep: keepWithParent,
		see: ActSeeProfiles,
	},
	{
		kind: KindFeatureRequest, prefix: PrefixRequested, decode: as[FeatureRequest], parent: KindOrganization, undo: true,
		keep: keepWithParent,
		see:  ActSeeRequests, create: ActRequestFeature, change: ActSettleRequest, remove: ActSettleRequest,
	},
	{
		kind: KindBranding, decode: as[Branding], parent: KindEnvironment, undo: true,
		see: ActSeeBranding, create: ActChangeBranding, change: ActChangeBranding, remove: ActChangeBranding,
	},
	{kind: KindAudit, prefix: PrefixAudit, decode: as[AuditEntry], see: ActSeeHistory},
	{kind: KindSetting, see: ActMaintain, create: ActMaintain, change: ActMaintain},
}

// as reads a record as one kind of noun.
func as[T noun](r Record) (noun, error) { return decode[T](r) }

// row gives the row of a kind.
func (k Kind) row() (kindRow, error) {
	i := slices.IndexFunc(kinds, func(r kindRow) bool { return r.kind == k })
	if i < 0 {
		return kindRow{}, fmt.Errorf("%w: there is no kind of record %q", ErrDamaged, k)
	}
	return kinds[i], nil
}

// decodeKind reads a record as the noun that its kind says.
func decodeKind(r Record) (noun, error) {
	row, err := r.Kind.row()
	if err != nil {
		return nil, err
	}
	if row.decode == nil {
		return nil, fmt.Errorf("a record of kind %s is read by what wrote it alone", r.Kind)
	}
	return row.decode(r)
}

// noun is what the change has made, or deleted.
func (c AuditChange) noun() (noun, error) {
	data := c.After
	if data == nil {
		data = c.Before
	}
	return decodeKind(Record{Kind: c.Kind, ID: c.Target, Data: data})
}

// right is the action that an edit of a kind is.
func (r kindRow) right(before, after bool) Action {
	switch {
	case !before:
		return r.create
	case !after:
		return r.remove
	}
	return r.change
}
