package connection

import (
	"context"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Services are what these screens ask for.
type Services interface {
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
	BeginTest(ctx context.Context, connection model.ID, v model.Visitor) (model.Begun, error)

	AddCertificate(ctx context.Context, id model.ID, text []byte) (model.Connection, []diagnose.Lint, error)
	RemoveCertificate(ctx context.Context, id model.ID, fingerprint string) (model.Connection, []diagnose.Lint, error)
	CertificateUse(ctx context.Context, id model.ID) (model.CertificateUse, error)
	ExpiringCertificates(ctx context.Context, environment model.ID) ([]model.Expiry, error)
	RotateSPKey(ctx context.Context, id model.ID) (model.Connection, error)
	RetireSPKey(ctx context.Context, id model.ID) (model.Connection, error)

	fetcher
	providerReader
	RefreshMetadata(ctx context.Context, id model.ID) (model.Connection, error)
	AddFromMetadata(ctx context.Context, id model.ID, digest string) (model.Connection, []diagnose.Lint, error)
	ApproveMetadata(ctx context.Context, id model.ID, digest string) (model.Connection, []diagnose.Lint, error)
	DeclineMetadata(ctx context.Context, id model.ID, digest string) (model.Connection, error)

	Recommend(ctx context.Context, connection model.ID, n int) (model.Recommendation, error)
	ConnectionRoles(ctx context.Context, id model.ID) (model.ConnectionRoles, error)
	GiveConnectionRoles(ctx context.Context, id model.ID, roles map[string]string) (model.Connection, error)
	ApplyMapping(ctx context.Context, connection model.ID, m saml.Mapping) (model.Connection, error)
	AwaitingReconciliation(ctx context.Context, connection model.ID) ([]model.Unreconciled, error)
	Profiles(ctx context.Context, connection, after model.ID, limit int) ([]model.Profile, error)

	Organization(ctx context.Context, id model.ID) (model.Organization, error)
	Sessions(ctx context.Context, q model.Query) (model.Page, error)
	SessionDetail(ctx context.Context, id model.ID) (model.SessionDetail, error)
}
