package screen

import (
	"context"
	"errors"
	"time"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/storage"
)

// Services are what the screens ask for: [*service.Services], or a fake in tests. Every
// method is called from commands only, never from Update or View. A verb refuses
// a value with a *model.FieldError, and leaves an audit entry of what it did.
type Services interface {
	logins
	organizationVerbs
	connectionVerbs
	attributeVerbs
	linkVerbs
	environmentVerbs
	historyVerbs
	noteVerbs
	presenceVerbs
	claimVerbs
	teamVerbs
}

// logins are the sessions and what came of them.
type logins interface {
	Facts(ctx context.Context) (storage.Facts, error)
	Sessions(ctx context.Context, q model.Query) (model.Page, error)
	CountSessions(ctx context.Context, environment model.ID, before time.Time) (int, error)
	Session(ctx context.Context, id model.ID) (model.Session, error)
	SessionDetail(ctx context.Context, id model.ID) (model.SessionDetail, error)
	JudgeAgain(ctx context.Context, s model.SessionDetail) (*model.Today, error)
	BeginTest(ctx context.Context, connection model.ID, v model.Visitor) (model.Begun, error)
	Repair(ctx context.Context, r model.Remedy) error
	ClearDemos(ctx context.Context, since time.Time) error

	// Now and Tail are called once a console: Tail blocks until ctx ends.
	Now(ctx context.Context) (storage.Pos, error)
	Tail(ctx context.Context, from storage.Pos, f func(storage.Changed) error) error
}

type organizationVerbs interface {
	Organizations(ctx context.Context, q model.OrganizationQuery) ([]model.Organization, error)
	Organization(ctx context.Context, id model.ID) (model.Organization, error)
	Namesakes(ctx context.Context, environment model.ID, name string) ([]model.Organization, error)
	CreateOrganization(ctx context.Context, n model.NewOrganization) (model.Organization, error)
	UpdateOrganization(ctx context.Context, id model.ID, p model.OrganizationPatch) (model.Organization, error)
	DeletionOf(ctx context.Context, id model.ID) (model.Deletion, error)
	DeleteOrganization(ctx context.Context, id model.ID) (model.Deletion, error)

	AddDomain(ctx context.Context, organization model.ID, domain string,
		state model.DomainState) (model.Organization, model.Domain, error)
	VerifyDomain(ctx context.Context, id model.ID) (model.Organization, model.Domain, error)
	RemoveDomain(ctx context.Context, id model.ID) (model.Organization, error)
	DNSHost(ctx context.Context, domain string) (string, error)
}

type connectionVerbs interface {
	Connections(ctx context.Context, q model.ConnectionQuery) ([]model.Connection, error)
	Connection(ctx context.Context, id model.ID) (model.Connection, error)
	EntityID(c model.Connection) string
	ACSURL(c model.Connection) string
	MetadataURL(c model.Connection) string
	SPMetadata(c model.Connection) []byte
	SetupMessage(c model.Connection) string

	PreviewConnection(ctx context.Context, n model.NewConnection) (model.Connection, []diagnose.Lint, error)
	CreateConnection(ctx context.Context, n model.NewConnection) (model.Connection, []diagnose.Lint, error)
	PreviewConfigure(ctx context.Context, id model.ID, s model.IdPSetup) (model.Connection, []diagnose.Lint, error)
	Configure(ctx context.Context, id model.ID, s model.IdPSetup) (model.Connection, []diagnose.Lint, error)
	UpdateConnection(
		ctx context.Context, id model.ID, p model.ConnectionPatch,
	) (model.Connection, []diagnose.Lint, error)
	Lint(ctx context.Context, id model.ID) ([]diagnose.Lint, error)
	PauseConnection(ctx context.Context, id model.ID) (model.Connection, error)
	ResumeConnection(ctx context.Context, id model.ID) (model.Connection, error)
	ResetConnection(ctx context.Context, id model.ID) (model.Connection, error)
	DeletionOfConnection(ctx context.Context, id model.ID) (model.Deletion, error)
	DeleteConnection(ctx context.Context, id model.ID) (model.Deletion, error)

	AddCertificate(ctx context.Context, id model.ID, text []byte) (model.Connection, []diagnose.Lint, error)
	RemoveCertificate(ctx context.Context, id model.ID, fingerprint string) (model.Connection, []diagnose.Lint, error)
	CertificateUse(ctx context.Context, id model.ID) (model.CertificateUse, error)
	ExpiringCertificates(ctx context.Context, environment model.ID) ([]model.Expiry, error)
	RotateSPKey(ctx context.Context, id model.ID) (model.Connection, error)
	RetireSPKey(ctx context.Context, id model.ID) (model.Connection, error)

	FetchMetadata(ctx context.Context, url string, reach fetch.Reach, entityID string) (model.IdPSetup, error)
	RefreshMetadata(ctx context.Context, id model.ID) (model.Connection, error)
	AddFromMetadata(ctx context.Context, id model.ID, digest string) (model.Connection, []diagnose.Lint, error)
	ApproveMetadata(ctx context.Context, id model.ID, digest string) (model.Connection, []diagnose.Lint, error)
	DeclineMetadata(ctx context.Context, id model.ID, digest string) (model.Connection, error)
}

type attributeVerbs interface {
	Recommend(ctx context.Context, connection model.ID, n int) (model.Recommendation, error)
	ApplyMapping(ctx context.Context, connection model.ID, m saml.Mapping) (model.Connection, error)
	AwaitingReconciliation(ctx context.Context, connection model.ID) ([]model.Unreconciled, error)
	Profiles(ctx context.Context, connection, after model.ID, limit int) ([]model.Profile, error)
}

type linkVerbs interface {
	SetupLinks(ctx context.Context, q model.LinkQuery) ([]model.Link, error)
	CurrentLink(ctx context.Context, organization model.ID) (model.Link, error)
	ProgressOf(ctx context.Context, l model.Link) (model.Progress, error)
	Onboarding(ctx context.Context, link model.ID) (model.Onboarding, error)
	LinkURL(ctx context.Context, l model.Link) (string, error)
	Invitation(ctx context.Context, link model.ID) (string, error)
	Nudge(ctx context.Context, link model.ID) (string, error)
	CreateLink(ctx context.Context, r model.LinkRequest) (model.Link, string, error)
	RevokeLink(ctx context.Context, id model.ID) (model.Link, error)
}

type environmentVerbs interface {
	Environments(ctx context.Context) ([]model.Environment, error)
	Environment(ctx context.Context, id model.ID) (model.Environment, error)
	Keys(ctx context.Context, environment model.ID) ([]model.APIKey, error)
	CreateKey(ctx context.Context, environment model.ID, name string) (model.APIKey, string, error)
	RotateKey(ctx context.Context, id model.ID, overlap time.Duration) (model.APIKey, string, error)
	RevokeKey(ctx context.Context, id model.ID) error
	RevealKey(ctx context.Context, id model.ID) (string, error)

	SDKEnvironment(ctx context.Context, environment model.ID) ([]model.Variable, error)
	UpdateEnvironment(ctx context.Context, id model.ID, changes ...model.EnvironmentChange) (model.Environment, error)
	SetOAuth(ctx context.Context, environment model.ID, provider, clientID, secret string) (model.Environment, error)
	RemoveOAuth(ctx context.Context, environment model.ID, provider string) (model.Environment, error)
}

type historyVerbs interface {
	History(ctx context.Context, q model.HistoryQuery) (model.HistoryPage, error)
	Undo(ctx context.Context, id model.ID) (model.AuditEntry, error)
}

type noteVerbs interface {
	Notes(ctx context.Context, about model.ID) ([]model.Note, error)
	AddNote(ctx context.Context, about model.ID, text string) (model.Note, error)
	RemoveNote(ctx context.Context, id model.ID) (model.Note, error)
	Mentions(ctx context.Context) ([]model.Mentioned, error) // of who looks, newest first
	MarkMentionRead(ctx context.Context, note model.ID) error
}

type presenceVerbs interface {
	LookAt(ctx context.Context, session model.ID) error                // until ctx ends
	Lookers(ctx context.Context, known uint64) (model.Presence, error) // once they are others than those known
}

type claimVerbs interface {
	Claims(ctx context.Context, environment model.ID) ([]model.Claim, error)
	ClaimSession(ctx context.Context, session model.ID) (model.Claim, error)
	TakeOverSession(ctx context.Context, session model.ID, from model.Actor) (model.Claim, error)
	ReleaseSession(ctx context.Context, session model.ID) (model.Claim, error)
}

type teamVerbs interface {
	Team(ctx context.Context) (model.Team, error)
	RenameTeam(ctx context.Context, name string) (model.Team, error)
	Members(ctx context.Context) ([]model.TeamMember, error)
	Member(ctx context.Context, id model.ID) (model.TeamMember, error)
	Invite(ctx context.Context, email string, role model.TeamRole, limit model.Limit) (model.TeamMember, string, error)
	ResendInvitation(ctx context.Context, id model.ID) (model.TeamMember, string, error)
	InvitationMessage(ctx context.Context, m model.TeamMember, code string) (string, error)
	ChangeRole(ctx context.Context, id model.ID, role model.TeamRole, limit model.Limit) (model.TeamMember, error)
	RevokeMember(ctx context.Context, id model.ID) (model.TeamMember, error)
	AddKey(ctx context.Context, member model.ID, authorizedKey string) (model.TeamMember, error)
	RemoveKey(ctx context.Context, member model.ID, fingerprint string) (model.TeamMember, error)
	Choose(ctx context.Context, choices model.Choices) (model.TeamMember, error)
	AddOwnKey(ctx context.Context, authorizedKey string) (model.TeamMember, error)
	RemoveOwnKey(ctx context.Context, fingerprint string) (model.TeamMember, error)

	Principal() model.Principal // who looks, as they came; it reads nothing
}

// RecommendFrom is how many of the last receipts a recommendation looks at.
const RecommendFrom = 50

// CurrentLink is the active link of an organization, nil if it has none.
func CurrentLink(ctx context.Context, services Services, organization model.ID) (*model.Onboarding, error) {
	current, err := services.CurrentLink(ctx, organization)
	if errors.Is(err, model.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	x, err := services.Onboarding(ctx, current.ID)
	return &x, err
}
