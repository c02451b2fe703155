package model_test

import (
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"slices"
	"testing"
	"time"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
)

// certificate is a new self-signed one.
func certificate(t *testing.T) []byte {
	t.Helper()
	key, err := testkeys.Theirs()
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// What apps are told of each change of an organization, its domains and a connection.
func TestTells(t *testing.T) {
	pending := model.Domain{ID: "org_domain_1", Domain: "a.example", State: model.DomainPending, Token: "t"}
	with := func(state model.DomainState) model.Domain { x := pending; x.State = state; return x }
	looked := pending
	looked.Checked, looked.Problem = time.Unix(5, 0), "no record"
	org := func(domains ...model.Domain) model.Organization {
		return model.Organization{ID: "org_1", EnvironmentID: "env_1", Name: "Acme", Domains: domains}
	}
	renamed := org()
	renamed.Name = "Acme Inc"
	touched := org()
	touched.Updated = time.Unix(5, 0)
	conn := func(s model.ConnectionState) model.Connection {
		return model.Connection{ID: "conn_1", EnvironmentID: "env_1", OrganizationID: "org_1", State: s}
	}
	trusting := func(ders ...[]byte) model.Connection {
		c := conn(model.Active)
		for _, der := range ders {
			c.Certificates = append(c.Certificates, model.Certificate{DER: der})
		}
		return c
	}
	old, next := certificate(t), certificate(t)
	for _, x := range []struct {
		what          string
		before, after model.Noun
		want          []model.EventName
	}{
		{"an organization is created", nil, org(), []model.EventName{model.OrganizationCreated}},
		{"with domains", nil, org(pending, model.Domain{ID: "org_domain_2", State: model.DomainVerified}),
			[]model.EventName{
				model.OrganizationCreated, model.DomainCreated, model.DomainCreated, model.DomainWasVerified}},
		{"it is renamed", org(), renamed, []model.EventName{model.OrganizationUpdated}},
		{"it is touched", org(), touched, nil},
		{"it is deleted with its domain", org(pending), nil, []model.EventName{model.DomainDeleted,
			model.OrganizationDeleted}},
		{"a domain is added", org(), org(pending), []model.EventName{model.DomainCreated}},
		{"its record was looked for", org(pending), org(looked), nil},
		{"it is verified", org(pending), org(with(model.DomainVerified)), []model.EventName{model.DomainWasVerified}},
		{"its time is over", org(pending), org(with(model.DomainFailed)),
			[]model.EventName{model.DomainVerificationFailed}},
		{"it starts anew", org(with(model.DomainFailed)), org(pending), []model.EventName{model.DomainUpdated}},
		{"it is removed", org(pending), org(), []model.EventName{model.DomainDeleted}},
		{"a connection is created", nil, conn(model.Draft), nil},
		{"it comes back as it was", nil, conn(model.Active), []model.EventName{model.ConnectionActivated}},
		{"it waits for a sign-in", conn(model.Draft), conn(model.Validating), nil},
		{"somebody signed in", conn(model.Validating), conn(model.Active),
			[]model.EventName{model.ConnectionActivated}},
		{"it is paused", conn(model.Active), conn(model.Inactive), []model.EventName{model.ConnectionDeactivated}},
		{"it is paused before anybody signed in", conn(model.Draft), conn(model.Inactive), nil},
		{"it is deleted", conn(model.Active), nil, []model.EventName{model.ConnectionDeleted}},
		{"its first certificate", trusting(), trusting(old), nil},
		{"another one beside it", trusting(old), trusting(old, next), []model.EventName{model.CertificateRenewed}},
		{"another one instead", trusting(old), trusting(next), []model.EventName{model.CertificateRenewed}},
		{"one that cannot be read", trusting(old), trusting(old, []byte("x")), nil},
		{"the old one goes", trusting(old, next), trusting(next), nil},
		{"a key", nil, model.APIKey{ID: "key_1"}, nil},
	} {
		var got []model.EventName
		for _, told := range model.Tells(x.before, x.after) {
			got = append(got, told.Name)
			if told.Environment != "env_1" || told.Organization != "org_1" {
				t.Errorf("%s: told in %s and %s", x.what, told.Environment, told.Organization)
			}
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: told %v, want %v", x.what, got, x.want)
		}
	}
}
