package service_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

func TestCertificateStates(t *testing.T) {
	h := openInstallation(t)
	now := h.clock.Now()
	day := 24 * time.Hour
	o := h.org(t, "Foo", "foo.example.com")
	c, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML",
		IdP: new(h.byHand(t))})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		from, to time.Duration
		state    model.CertificateState
		mark     int
	}{
		{-day, 91 * day, model.CertificateActive, -1}, {-day, 89 * day, model.CertificateExpiring, 90},
		{-day, 59 * day, model.CertificateExpiring, 60}, {-day, 29 * day, model.CertificateExpiring, 30},
		{-day, 6 * day, model.CertificateExpiring, 7}, {-day, day / 2, model.CertificateExpiring, 1},
		{-2 * day, -time.Hour, model.CertificateExpired, 0}, {day, 400 * day, model.CertificateNext, -1},
	} {
		added, _, err := h.AddCertificate(t.Context(), c.ID, certificate(t, "x", now.Add(test.from), now.Add(test.to)))
		if err != nil {
			t.Fatal(err)
		}
		i := added.Certificates[1].Info(now)
		if i.State != test.state || i.Subject != "CN=x" || len(i.SHA256) != 95 || len(i.SHA1) != 59 ||
			i.Key != "ECDSA P-256" {
			t.Errorf("from %s to %s: %+v", test.from, test.to, i)
		}
		all, err := h.ExpiringCertificates(t.Context(), h.staging)
		if err != nil {
			t.Fatal(err)
		}
		if test.mark < 0 != (len(all) == 0) || len(all) == 1 && (all[0].Mark != test.mark || !all[0].Covered ||
			all[0].Connection.ID != c.ID) {
			t.Errorf("to %s: %d warnings %+v, want mark %d", test.to, len(all), all, test.mark)
		}
		if _, _, err := h.RemoveCertificate(t.Context(), c.ID, strings.ToLower(i.SHA256[:29])); err != nil {
			t.Fatal(err)
		}
	}
}

func TestExpiringSortsTheUncoveredFirst(t *testing.T) {
	h := openInstallation(t)
	now := h.clock.Now()
	o := h.org(t, "Foo", "foo.example.com")
	make := func(name string, lives ...int) {
		var certificates [][]byte
		for _, days := range lives {
			certificates = append(certificates, certificate(t, name, now.AddDate(0, 0, -1), now.AddDate(0, 0, days)))
		}
		s, err := model.ByHand("https://idp.example.com/"+name, "https://idp.example.com/sso", model.Post,
			certificates...)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML",
			Name: name, IdP: &s}); err != nil {
			t.Fatal(err)
		}
	}
	make("covered", 5, 500)
	make("later", 40)
	make("sooner", 20)
	all, err := h.ExpiringCertificates(t.Context(), "")
	var names []string
	for _, e := range all {
		names = append(names, e.Connection.Name)
	}
	if !slices.Equal(names, []string{"sooner", "later", "covered"}) || err != nil {
		t.Errorf("%q, %v", names, err)
	}
}

// A connection takes ten certificates, and says of the eleventh what to do.
func TestTenCertificatesOfAConnection(t *testing.T) {
	h := openInstallation(t)
	now := h.clock.Now()
	o := h.org(t, "Foo", "foo.example.com")
	c, _, err := h.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML",
		IdP: new(h.byHand(t))})
	if err != nil {
		t.Fatal(err)
	}
	for n := len(c.Certificates) + 1; n <= 10; n++ {
		if c, _, err = h.AddCertificate(t.Context(), c.ID,
			certificate(t, "x", now, now.AddDate(1, 0, n))); err != nil || len(c.Certificates) != n {
			t.Fatalf("certificate %d: %d, %v", n, len(c.Certificates), err)
		}
	}
	_, _, err = h.AddCertificate(t.Context(), c.ID, certificate(t, "x", now, now.AddDate(2, 0, 0)))
	refused(t, err, "certificates")
}
