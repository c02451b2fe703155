package canned

import (
	_ "embed"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
	"gatehouse/storage/memory"
)

// id is the same at each run: its time and a number.
func id(prefix string, at time.Time, n int) model.ID {
	var u ulid.ULID
	u.SetTime(ulid.Timestamp(at))
	entropy := make([]byte, 10)
	for i := range entropy {
		n = n*1103515245 + 12345
		entropy[i] = byte(n >> 16)
	}
	u.SetEntropy(entropy)
	return model.ID(prefix + "_" + u.String())
}

// certificate is of a test identity provider; it ends on 2027-05-21.
//
//go:embed certificate.txt
var certificate string

// otherCertificate is one that no connection trusts.
//
//go:embed other_certificate.txt
var otherCertificate string

// expiringCertificate ends on 2026-12-14, 21 days after [Now].
//
//go:embed expiring_certificate.txt
var expiringCertificate string

// response is what the sample identity provider sends.
//
//go:embed response.xml
var response string

// NewServices makes services with one session of each kind that the console shows.
func NewServices() *Services {
	began := world()
	d := newCast()
	d.act(began.store.Copy())
	d.steps, d.stepped = map[model.ID][]model.Step{}, began.stepped
	for link, steps := range began.steps {
		d.steps[link] = slices.Clip(steps)
	}
	d.serve()
	return d
}

// world is made once; of its store each of [NewServices] gets a copy.
var world = sync.OnceValue(func() *Services {
	d := newCast()
	d.act(memory.Open())
	d.furnish()
	for i := len(scenes) - 1; i >= 0; i-- {
		d.store.Put(d.detail(i, scenes[i]).Session)
	}
	d.onboard()
	d.provision()
	d.annotate()
	d.hire()
	return d
})

// newCast is who plays, in services that have no store yet.
func newCast() *Services {
	d := &Services{cast: &cast{details: map[model.ID]model.SessionDetail{}}}
	env := model.Environment{ID: "env_staging", Name: "Staging", Kind: model.Staging, ClientID: "client_01JDEMO",
		RedirectURIs:    []string{BaseURL + "/demo/callback", "https://app.example.com/callback"},
		DefaultRedirect: BaseURL + "/demo/callback",
		CustomAttributes: []model.CustomAttribute{{Name: "cost_center", Description: "who pays"},
			{Name: "level", Description: "how far they are", Required: true}},
		DirectoryAttributes: []string{"department_name", "manager_name"},
		Roles: []model.EnvironmentRole{{Slug: "admin", Name: "Administrator", Description: "may do everything"},
			{Slug: "member", Name: "Member"}}, DefaultRole: "member", PortalRoles: true}
	d.environments = []model.Environment{env,
		{ID: "env_z_production", Name: "Production", Kind: model.Production, ClientID: "client_01JLIVE"}}
	der := decode(certificate)
	made := Now.Add(-40 * 24 * time.Hour)
	for i, x := range []struct {
		name, domain, kind string
		state              model.ConnectionState
	}{
		{"Acme", "acme.example", "TestIdp", model.Active},
		{"Globex 日本", "globex.example", "OktaSAML", model.Active},
		{"Initech", "initech.example", "AzureSAML", model.Validating},
	} {
		o := model.Organization{ID: id("org", made, i), EnvironmentID: env.ID, Name: x.name, Created: made,
			Updated: made,
			Domains: []model.Domain{{ID: id("org_domain", made, i), Domain: x.domain, State: model.DomainVerified,
				Created: made}}}
		if i == 2 {
			o.Domains = append(o.Domains, model.Domain{ID: id("org_domain", made, 9), Domain: "initech.test",
				State:  model.DomainPending,
				Prefix: "gatehouse-domain-verification-k3jny8", Token: "m5Oztg3jdK4NJLgs8uIlIprMw",
				Since: Now.Add(-3 * time.Hour), Created: Now.Add(-3 * time.Hour)})
			o.ExternalID, o.Metadata = "cus_417", map[string]string{"tier": "diamond"}
		}
		d.organizations = append(d.organizations, o)
		c := model.Connection{ID: id("conn", made, i), EnvironmentID: env.ID, OrganizationID: o.ID,
			Key: fmt.Sprintf("Zk3b%dQpWxYaT7c", i), Type: x.kind,
			Name: x.name + " " + x.kind, State: x.state, IdPEntityID: "https://idp." + x.domain + "/metadata",
			SSOURL:     "https://idp." + x.domain + "/sso",
			SSOBinding: model.Redirect, Certificates: []model.Certificate{{DER: der, Added: made}},
			Policy: saml.DefaultPolicy(), Created: made, Updated: made}
		if i == 2 {
			c.Policy.AllowSHA1 = true
			c.Certificates[0].DER = decode(expiringCertificate)
			c.MetadataURL = c.IdPEntityID
			c.MetadataFetched, c.MetadataTried = Now.Add(-2*time.Hour), Now.Add(-2*time.Hour)
			c.Pending = &model.MetadataChange{Found: Now.Add(-2 * time.Hour), EntityID: c.IdPEntityID,
				SSOURL: c.SSOURL, SSOBinding: c.SSOBinding,
				Certificates: [][]byte{c.Certificates[0].DER, decode(otherCertificate)}}
		}
		d.connections = append(d.connections, c)
	}
	return d
}

// detail turns a scene into all that a store would hold of it.
func (d *Services) detail(i int, x scene) model.SessionDetail {
	at := Now.Add(-x.ago)
	c, o := d.connections[x.customer], d.organizations[x.customer]
	s := model.Session{ID: id("sess", at, i), EnvironmentID: c.EnvironmentID, OrganizationID: o.ID, ConnectionID: c.ID,
		State:  x.state,
		Origin: model.FromServiceProvider, Email: x.user, CreatedAt: at, UpdatedAt: at.Add(1200 * time.Millisecond),
		Deadline: at.Add(5 * time.Minute)}
	detail := model.SessionDetail{Session: s, State: s.StateAt(Now), Environment: d.environments[0], Organization: o,
		Connection: c}
	detail.Request = &model.Request{SessionID: s.ID, XML: []byte(request(s.ID, d, c, at)), Destination: c.SSOURL,
		Binding:     string(model.Redirect),
		RedirectURI: BaseURL + "/demo/callback", Peer: "127.0.0.1", UserAgent: "Mozilla/5.0"}
	if x.state == model.Started || x.state == model.TimedOut {
		detail.Session.State = model.Started
		return detail
	}
	settings := saml.Settings{EntityID: d.EntityID(c), ACSURL: d.ACSURL(c), ConnectionID: string(c.ID),
		ConnectionType: c.Type, IdPEntityID: c.IdPEntityID,
		Policy: c.Policy, Domains: o.VerifiedDomains(), Certificates: [][]byte{c.Certificates[0].DER}}
	body := strings.NewReplacer("{acs}", settings.ACSURL, "{audience}", settings.EntityID, "{issuer}", c.IdPEntityID,
		"{user}", x.user,
		"{session}", string(s.ID), "{certificate}", strings.Join(strings.Fields(certificate), ""), "{at}",
		at.Format(time.RFC3339)).Replace(response)
	v := x.verdict(settings, body)
	v.Seen.KeyInfo = c.Certificates[0].DER
	if x.failed.Cause == saml.CertificateMismatch {
		v.Seen.KeyInfo = decode(otherCertificate)
	}
	detail.Message = saml.Message{XML: []byte(body)}
	detail.Receipts = []model.Receipt{{ID: id("rcpt", at, i), SessionID: s.ID, ConnectionID: c.ID,
		At: at.Add(1100 * time.Millisecond), Peer: "127.0.0.1",
		UserAgent: "Mozilla/5.0", Method: "POST", ContentType: "application/x-www-form-urlencoded",
		Body: []byte("SAMLResponse=" + base64.StdEncoding.EncodeToString([]byte(body))), Size: int64(len(body)),
		Verdict: *v, Settings: settings}}
	if x.state == model.Failed {
		detail.Explanation = x.explanation(v.Checks[v.Root().Check].Span)
	}
	detail.Session.Cause, detail.Session.Class = v.Root().Cause, v.Root().Class
	if x.state == model.Successful {
		detail.Events = []model.Event{{At: at.Add(1400 * time.Millisecond), What: "profile_read"}}
	}
	return detail
}

func decode(text string) []byte {
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		panic(err) // the file is part of this package
	}
	return der
}

func request(session model.ID, d *Services, c model.Connection, at time.Time) string {
	r := protocol.AuthnRequest{ID: string(session), Issuer: d.EntityID(c), ACSURL: d.ACSURL(c), Destination: c.SSOURL,
		IssueInstant: at}
	return string(r.XML())
}

// Certificate is one of those of the cast: 0 is trusted by most connections, 1 by
// none.
func (d *Services) Certificate(n int) []byte {
	return decode([]string{certificate, otherCertificate}[n])
}
