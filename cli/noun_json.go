package cli

import (
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
	"gatehouse/service"
)

// domainJSON is a domain for scripts.
type domainJSON struct {
	ID             model.ID          `json:"id"`
	OrganizationID model.ID          `json:"organization_id"`
	Domain         string            `json:"domain"`
	State          model.DomainState `json:"state"`
	Record         *model.DNSRecord  `json:"record,omitempty"`
	DNSHost        string            `json:"dns_host,omitempty"`
	Checked        time.Time         `json:"checked_at,omitzero"`
	Problem        string            `json:"problem,omitempty"`
}

func asDomainJSON(o model.Organization, x model.Domain) domainJSON {
	j := domainJSON{ID: x.ID, OrganizationID: o.ID, Domain: x.Domain, State: x.StateAt(time.Now()), Checked: x.Checked,
		Problem: x.Problem}
	if x.Token != "" {
		j.Record = new(x.Record())
	}
	return j
}

// organizationJSON is an organization for scripts.
type organizationJSON struct {
	ID            model.ID          `json:"id"`
	EnvironmentID model.ID          `json:"environment_id"`
	Name          string            `json:"name"`
	ExternalID    string            `json:"external_id,omitempty"`
	Domains       []domainJSON      `json:"domains"`
	AllowOutside  bool              `json:"allow_profiles_outside_organization"`
	Metadata      map[string]string `json:"metadata,omitempty"`
	CreatedAt     time.Time         `json:"created_at"`
	UpdatedAt     time.Time         `json:"updated_at"`
}

func asOrganizationJSON(o model.Organization) organizationJSON {
	j := organizationJSON{o.ID, o.EnvironmentID, o.Name, o.ExternalID, []domainJSON{}, o.AllowOutside, o.Metadata,
		o.Created, o.Updated}
	for _, x := range o.Domains {
		j.Domains = append(j.Domains, asDomainJSON(o, x))
	}
	return j
}

// connectionJSON is a connection for scripts. It holds no private key.
type connectionJSON struct {
	ID             model.ID              `json:"id"`
	EnvironmentID  model.ID              `json:"environment_id"`
	OrganizationID model.ID              `json:"organization_id"`
	Name           string                `json:"name"`
	Type           string                `json:"connection_type"`
	State          model.ConnectionState `json:"state"`

	EntityID    string `json:"entity_id"` // ours
	ACSURL      string `json:"acs_url"`
	MetadataURL string `json:"metadata_url"`

	IdPEntityID    string                  `json:"idp_entity_id,omitempty"`
	SSOURL         string                  `json:"sso_url,omitempty"`
	SSOBinding     model.Binding           `json:"sso_binding,omitempty"`
	Certificates   []model.CertificateInfo `json:"certificates"`
	IdPMetadataURL string                  `json:"idp_metadata_url,omitempty"`
	Problem        string                  `json:"idp_metadata_problem,omitempty"`
	Pending        []model.DiffLine        `json:"pending_metadata,omitempty"`
	PendingDigest  string                  `json:"pending_metadata_digest,omitempty"`

	Refreshed model.Refreshed `json:"refreshed,omitempty"` // of a refresh: unchanged, waits, declined, taken_over

	Preset       string       `json:"preset"`
	Policy       saml.Policy  `json:"policy"`
	Mapping      saml.Mapping `json:"mapping"`
	SignRequests bool         `json:"sign_requests"`
	protocol.Asked
	AutoApprove bool `json:"auto_approve"`
	SPKeys      int  `json:"sp_keys"`

	CreatedAt time.Time       `json:"created_at"`
	UpdatedAt time.Time       `json:"updated_at"`
	Lint      []diagnose.Lint `json:"lint,omitempty"`
}

func asConnectionJSON(d *service.Services, c model.Connection) connectionJSON {
	j := connectionJSON{
		ID: c.ID, EnvironmentID: c.EnvironmentID, OrganizationID: c.OrganizationID, Name: c.Name, Type: c.Type,
		State:    c.State,
		EntityID: d.EntityID(c), ACSURL: d.ACSURL(c), MetadataURL: d.MetadataURL(c),
		IdPEntityID: c.IdPEntityID, SSOURL: c.SSOURL, SSOBinding: c.SSOBinding, Certificates: []model.CertificateInfo{},
		IdPMetadataURL: c.MetadataURL, Problem: c.MetadataProblem,
		Preset: model.PresetOf(c.Policy), Policy: c.Policy, Mapping: c.Mapping, SignRequests: c.SignRequests,
		Asked: c.Asked, AutoApprove: c.AutoApprove,
		SPKeys: len(c.SPKeys), CreatedAt: c.Created, UpdatedAt: c.Updated,
	}
	for _, x := range c.Certificates {
		j.Certificates = append(j.Certificates, x.Info(time.Now()))
	}
	if c.Pending != nil {
		j.Pending, j.PendingDigest = c.Pending.Diff(c), c.Pending.Digest()
	}
	return j
}
