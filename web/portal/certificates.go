package portal

import (
	"errors"
	"net/http"
	"strings"

	"gatehouse/model"
	"gatehouse/web/internal/pages"
)

// certificateView is a signing certificate as an IT admin compares it with their
// own console.
type certificateView struct {
	Subject, Key, From, Until, Left, State string
	SHA256, SHA1                           string
	Good, Bad                              bool
	Used                                   string // when it last signed a sign-in, "" if it has not been seen
	Removable                              bool
}

var certificateStates = map[model.CertificateState]string{
	model.CertificateNext: "Not valid yet", model.CertificateActive: "Valid", model.CertificateExpiring: "Expires soon",
	model.CertificateExpired: "Expired", model.CertificateBroken: "Cannot be read",
}

func (v *visit) certificateViews(c model.Connection) []certificateView {
	var all []certificateView
	for _, x := range c.Certificates {
		all = append(all, v.certificateView(x))
	}
	return all
}

func (v *visit) certificateView(x model.Certificate) certificateView {
	i := x.Info(v.services.Clock())
	view := certificateView{
		Subject: i.Subject, Key: i.Key, From: pages.Day(i.NotBefore), Until: pages.Day(i.NotAfter),
		State:  certificateStates[i.State],
		SHA256: i.SHA256, SHA1: i.SHA1, Good: i.State == model.CertificateActive,
		Bad: i.State == model.CertificateExpired || i.State == model.CertificateBroken,
	}
	switch {
	case i.DaysLeft > 0 && i.DaysLeft <= 365:
		view.Left = pages.Plural(i.DaysLeft, "day") + " left"
	case i.State == model.CertificateExpiring:
		view.Left = "less than a day left"
	}
	return view
}

type certificatesPage struct {
	Provider     string
	Certificates []certificateView
	Entered      string
	Findings     []finding
	Added        bool
	Pending      []model.DiffLine // what the metadata says now
	Digest       string
	URL          string
	CanFinish    bool
	Renewal      model.Renewal
	Renew        []string // how the certificate is changed at the provider
}

func (v *visit) certificates() {
	v.showCertificates(http.StatusOK, "", nil)
}

func (v *visit) showCertificates(status int, entered string, found []finding) {
	if !v.allowed(model.IntentCertificateRenewal, model.IntentSSO) {
		return
	}
	c := v.setup.Connection
	if !v.setup.Made() || !c.Configured() {
		v.sorryPage(http.StatusNotFound, "There is no certificate to renew",
			"Single sign-on is not set up yet. Ask your contact for a link with which you can set it up.")
		return
	}
	if c.ByOIDC() {
		v.sorryPage(http.StatusNotFound, "There is no certificate to renew",
			"Sign-ins through "+named(c)+" are by OpenID Connect: its keys are read again by themselves.")
		return
	}
	page := certificatesPage{
		Provider: named(c), Certificates: v.certificateViews(c), Entered: entered, Findings: found, URL: c.MetadataURL,
		Renew: v.guideOf(c).Renew,
		Added: v.r.URL.Query().Get("added") != "", CanFinish: v.canFinish(model.IntentCertificateRenewal),
	}
	if c.Pending != nil {
		page.Pending, page.Digest = c.Pending.Diff(c), c.Pending.Digest()
	}
	used, err := v.services.LastSigned(v.r.Context(), c.ID)
	if err == nil && page.CanFinish {
		page.Renewal, err = v.services.Renewal(v.r.Context(), c)
	}
	if err != nil {
		v.failed(err)
		return
	}
	for i, x := range page.Certificates {
		if at, ok := used[x.SHA256]; ok {
			page.Certificates[i].Used = pages.Moment(at)
		}
		page.Certificates[i].Removable = len(page.Certificates) > 1
	}
	v.mayLeave()
	v.show(status, "certificates", "Signing certificates", page)
}

// addCertificate adds what was uploaded or pasted: a certificate, or metadata
// with new ones. The old ones stay, so that sign-ins go on whichever is used.
func (v *visit) addCertificate() {
	if !v.allowed(model.IntentCertificateRenewal, model.IntentSSO) {
		return
	}
	c, ok := v.needConfigured()
	if !ok {
		return
	}
	if digest := v.field("approve"); digest != "" {
		_, _, err := v.services.ApproveMetadata(v.r.Context(), c.ID, digest)
		v.certificatesChanged(err, "", "added=1")
		return
	}
	entered := v.r.PostFormValue("certificate")
	content, err := v.uploaded("file")
	if content == nil {
		content = []byte(entered)
	}
	if err == nil {
		_, _, err = v.services.AddCertificates(v.r.Context(), c.ID, content)
	}
	v.certificatesChanged(err, entered, "added=1")
}

// removeCertificate takes an old one away.
func (v *visit) removeCertificate() {
	if !v.allowed(model.IntentCertificateRenewal, model.IntentSSO) {
		return
	}
	c, ok := v.needConfigured()
	if !ok {
		return
	}
	if v.field("sure") == "" {
		v.certificatesChanged(&model.FieldError{
			Field: "sure", Reason: "nothing was removed",
			Remedy: "tick the box to confirm that your identity provider no longer signs with it",
		}, "", "")
		return
	}
	_, _, err := v.services.RemoveCertificate(v.r.Context(), c.ID, v.field("fingerprint"))
	v.certificatesChanged(err, "", "removed=1")
}

func (v *visit) certificatesChanged(err error, entered, done string) {
	if err == nil {
		v.record(model.Step{What: model.StepConfigured, Note: "certificates: " + strings.TrimSuffix(done, "=1")})
		v.redirect("certificates?" + done)
		return
	}
	found := findings(err, nil)
	if errors.Is(err, model.ErrConflict) {
		found = []finding{{Message: "The metadata has changed once more while you were looking.",
			Remedy: "Look at it again, then approve it.", Grave: true}}
	}
	if found == nil {
		v.failed(err)
		return
	}
	v.refusedAll(found)
	v.showCertificates(http.StatusUnprocessableEntity, entered, found)
}
