package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"gatehouse/model"
	"gatehouse/provider"
	"gatehouse/web/internal/pages"
)

// remedyView is what an IT admin can do about a test that failed: the button that
// leads there.
type remedyView struct {
	Text   string
	Button *pages.Link // nil where only another test helps
}

func (v *visit) remedy(detail model.SessionDetail) (remedyView, error) {
	r, err := v.services.PortalRemedy(v.r.Context(), detail)
	if err != nil {
		return remedyView{}, err
	}
	return remedyView{Text: r.Text, Button: v.remedyButton(detail, r)}, nil
}

func (v *visit) remedyButton(detail model.SessionDetail, r model.PortalRemedy) *pages.Link {
	to := func(label, path string) *pages.Link { return &pages.Link{URL: portalRoot + path, Label: label} }
	id := string(detail.Session.ID)
	switch {
	case r.Place == model.AtCertificate:
		return to("Use this certificate", "test/"+id+"/certificate")
	case r.Place == model.AtDetails:
		return to("All details", "events/"+id)
	case r.Place == model.AtContact:
		if to := pages.LookOf(v.brand).SupportURL; to != "" {
			return &pages.Link{URL: to, Label: "Ask " + v.brand.Support}
		}
		return nil
	case r.Place == model.AtTest:
		return nil
	case !v.session.Link.Allows(model.IntentSSO): // a link for certificates
		return to("Certificates", "certificates")
	case r.Place == model.AtMetadata && detail.Connection.ByOIDC():
		return to("Correct the client", clientPlace.path)
	case r.Place == model.AtMetadata:
		return to("Replace the metadata", "metadata")
	case r.Place == model.AtDomain:
		return v.domainButton(r.Value)
	case r.Place == model.AtMapping:
		return to("Map the attributes", "attributes")
	case r.Place == model.AtOurValues:
		return to("Show the metadata to load", "connection#ours")
	}
	n := v.guideOf(detail.Connection).stepFor(r.Place)
	return to(fmt.Sprintf("Open step %d of the guide", n), fmt.Sprintf("guide/%d", n))
}

// domainButton leads to the record of a domain that waits already, or to the form
// with the domain in it.
func (v *visit) domainButton(domain string) *pages.Link {
	for _, x := range v.org.Domains {
		if x.Domain == domain {
			return &pages.Link{URL: portalRoot + "domains/" + string(x.ID), Label: "Show the record of " + domain}
		}
	}
	return &pages.Link{URL: portalRoot + "domains?domain=" + url.QueryEscape(domain), Label: "Verify " + domain}
}

func (v *visit) guideOf(c model.Connection) guide { return guideFor(c.Type) }

// stepFor is the number of the step in which something is set at the provider;
// that of our addresses for what no step is about.
func (g guide) stepFor(place model.RemedyPlace) int {
	about := map[model.RemedyPlace]func(provider.Step) bool{
		model.AtGuideAttributes: func(s provider.Step) bool { return len(s.Attributes) > 0 },
		model.AtGuideAccess: func(s provider.Step) bool {
			return strings.Contains(strings.ToLower(s.Title), "access")
		},
		model.AtGuideSigning: func(s provider.Step) bool {
			return strings.Contains(strings.ToLower(s.Text()), "sign") && strings.Contains(s.Text(), "SHA-256")
		},
		model.AtGuideAddresses: provider.Step.HasAddress,
	}
	for _, fits := range []func(provider.Step) bool{about[place], provider.Step.HasAddress} {
		for i, s := range g.Steps {
			if fits != nil && fits(s) {
				return i + 1
			}
		}
	}
	return 1
}

// shownPage asks whether the certificate that a message shows is the right one.
type shownPage struct {
	Provider, Session, Problem string
	Certificate                certificateView
}

// shownCertificate shows the certificate in a message: anybody could have put it
// there, so it has to be compared first.
func (v *visit) shownCertificate() { v.showShown(http.StatusOK, "") }

func (v *visit) showShown(status int, problem string) {
	if c, shown, ok := v.shown(); ok {
		id := v.r.PathValue("session")
		view := v.certificateView(shown)
		v.show(status, "shown", "Use this certificate", shownPage{named(c), id, problem, view})
	}
}

// shown is the certificate in the message of a page's session.
func (v *visit) shown() (model.Connection, model.Certificate, bool) {
	if !v.allowed(model.IntentSSO, model.IntentCertificateRenewal) {
		return model.Connection{}, model.Certificate{}, false
	}
	c, ok := v.needConfigured()
	if !ok {
		return c, model.Certificate{}, false
	}
	detail, ok := v.detail()
	if !ok {
		return c, model.Certificate{}, false
	}
	verdict := detail.Verdict()
	if detail.Session.ConnectionID != c.ID || verdict == nil || len(verdict.Seen.KeyInfo) == 0 {
		v.sorryPage(http.StatusNotFound, "This sign-in shows no certificate",
			"There is nothing to compare. Give the certificate on the page of certificates instead.")
		return c, model.Certificate{}, false
	}
	return c, model.Certificate{DER: verdict.Seen.KeyInfo}, true
}

// useCertificate takes it, once it was compared.
func (v *visit) useCertificate() {
	c, shown, ok := v.shown()
	if !ok {
		return
	}
	if v.field("sure") == "" {
		v.showShown(http.StatusUnprocessableEntity, "Compare the fingerprint first, then tick the box.")
		return
	}
	if c.Trusts(shown.DER) {
		v.redirect("certificates")
		return
	}
	_, _, err := v.services.AddCertificate(v.r.Context(), c.ID, shown.DER)
	v.certificatesChanged(err, "", "added=1")
}
