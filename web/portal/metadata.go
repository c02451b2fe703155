package portal

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
)

// metadataEntry is what was entered: it is shown again after an error.
type metadataEntry struct {
	How                                          string // "url", "file" or "hand"
	URL, XML, EntityID, SSOURL, Certificate, Way string
	// the one chosen out of several, and what its name was searched by
	Provider, Find string
}

type metadataPage struct {
	Provider string
	Entry    metadataEntry
	Ways     []metadataWay
	Findings []finding
	Saved    bool // it is saved, with the warnings in Findings
	Current  *connectionView
	Choose   *providerChoice // the metadata describes several identity providers
	Renew    []string        // how a new certificate is made, if the one given has expired
	Kept     bool            // certificates are saved, and stay if none is given
}

// providerChoice is what a federation's metadata offers.
type providerChoice struct {
	Providers  []protocol.IdentityProvider
	Found, All int
}

// Wrong reports whether a field was refused.
func (p metadataPage) Wrong(fields ...string) bool {
	return slices.ContainsFunc(p.Findings, func(f finding) bool { return f.Grave && slices.Contains(fields, f.Field) })
}

// metadataWay is one of the three ways to give the settings.
type metadataWay struct {
	How, Label, URL string
	Current         bool
}

func (v *visit) metadataForm() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, ok := v.needFor(model.SetupMetadata)
	if !ok {
		return
	}
	e := metadataEntry{How: v.r.URL.Query().Get("how"), URL: c.MetadataURL, EntityID: c.IdPEntityID,
		SSOURL: c.SSOURL, Way: string(c.SSOBinding)}
	var found []finding
	saved := v.r.URL.Query().Get("saved") != "" && c.Configured()
	if saved {
		lints, err := v.services.Lint(v.r.Context(), c.ID)
		if err != nil {
			v.failed(err)
			return
		}
		found = findings(nil, theirs(lints))
	}
	v.showMetadata(http.StatusOK, c, e, found, saved)
}

func (v *visit) showMetadata(status int, c model.Connection, e metadataEntry, found []finding, saved bool) {
	page := v.metadataPage(c, e)
	page.Findings, page.Saved = found, saved
	if page.Wrong("certificates") {
		page.Renew = v.guideOf(c).Renew
	}
	v.show(status, "metadata", "Bring back the values of "+page.Provider, page)
}

func (v *visit) metadataPage(c model.Connection, e metadataEntry) metadataPage {
	if e.How == "" {
		e.How = v.guideOf(c).Bring
	}
	page := metadataPage{Provider: named(c), Entry: e, Kept: len(c.Certificates) > 0}
	for _, w := range []metadataWay{
		{How: "url", Label: "By URL"}, {How: "file", Label: "File"}, {How: "hand", Label: "By hand"},
	} {
		w.URL, w.Current = portalRoot+"metadata?how="+w.How, w.How == e.How
		page.Ways = append(page.Ways, w)
	}
	if c.Configured() {
		page.Current = v.connectionView(c)
	}
	return page
}

// saveMetadata takes the identity provider's settings. Those with which no
// sign-in could succeed are refused, and what was entered stays.
func (v *visit) saveMetadata() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, ok := v.needFor(model.SetupMetadata)
	if !ok {
		return
	}
	e := metadataEntry{
		How: v.field("how"), URL: v.field("url"), XML: v.r.PostFormValue("xml"),
		EntityID: v.r.PostFormValue("entity_id"), SSOURL: v.r.PostFormValue("sso_url"),
		Certificate: v.r.PostFormValue("certificate"), Way: v.field("binding"),
		Provider: v.field("provider"), Find: v.field("find"),
	}
	if e.How == "hand" {
		v.saveByHand(c, e)
		return
	}
	setup, err := v.readSetup(&e)
	if several, ok := errors.AsType[*protocol.ChooseProvider](err); ok &&
		(several.Wanted == "" || len(several.Providers) > 1) {
		v.chooseOf(c, e, several)
		return
	}
	v.configure(c, e, setup, err)
}

// configure saves settings that could be read.
func (v *visit) configure(c model.Connection, e metadataEntry, setup model.IdPSetup, err error) {
	var lints []diagnose.Lint
	if err == nil {
		_, lints, err = v.services.Configure(v.r.Context(), c.ID, setup)
	}
	if err != nil {
		found := findings(err, theirs(lints))
		if found == nil {
			v.failed(err)
			return
		}
		v.refusedAll(found)
		v.showMetadata(http.StatusUnprocessableEntity, c, e, found, false)
		return
	}
	v.record(model.Step{What: model.StepConfigured, Note: "metadata given by " + e.How})
	if len(theirs(lints)) > 0 {
		v.redirect("metadata?saved=1&how=" + e.How)
		return
	}
	v.redirect("attributes")
}

// readSetup reads the settings in the way that was chosen. Private addresses are
// fetched for somebody from outside only where the operator allows it.
func (v *visit) readSetup(e *metadataEntry) (model.IdPSetup, error) {
	switch e.How {
	case "url":
		if e.URL == "" {
			return model.IdPSetup{}, &model.FieldError{Field: "metadata_url", Reason: "the metadata URL is missing",
				Remedy: "paste it, or choose another way above"}
		}
		setup, err := v.services.FetchMetadata(v.r.Context(), e.URL, fetch.PrivateToo(v.portal.private), e.Provider)
		if errors.Is(err, fetch.ErrPrivate) { // its text is for operators, and names the address
			err = &model.FieldError{
				Field:  "metadata_url",
				Reason: "this address leads into a private network, from which nothing is fetched",
				Remedy: "choose \"File\" above and give the metadata that you find there", Err: err,
			}
		}
		return setup, err
	}
	e.How = "file"
	doc, err := v.uploaded("file")
	if err != nil {
		return model.IdPSetup{}, err
	}
	if doc == nil {
		doc = []byte(e.XML)
	}
	if strings.TrimSpace(string(doc)) == "" {
		return model.IdPSetup{}, &model.FieldError{Field: "metadata", Reason: "no metadata was given",
			Remedy: "choose the XML file, or paste its content"}
	}
	setup, err := model.ReadMetadata(doc, e.Provider)
	if _, several := errors.AsType[*protocol.ChooseProvider](err); several {
		e.XML = string(doc) // an uploaded file cannot be sent again by itself
	}
	return setup, err
}

// saveByHand takes values that were entered one by one. Without a certificate the
// saved ones stay; all mistakes are shown at once.
func (v *visit) saveByHand(c model.Connection, e metadataEntry) {
	var certificates [][]byte
	if strings.TrimSpace(e.Certificate) != "" || len(c.Certificates) == 0 {
		certificates = [][]byte{[]byte(e.Certificate)}
	}
	setup, err := model.ByHand(strings.TrimSpace(e.EntityID), e.SSOURL, bindingOf(e.Way), certificates...)
	if len(certificates) == 0 {
		for _, x := range c.Certificates {
			setup.Certificates = append(setup.Certificates, x.DER)
		}
	}
	if _, unreadable := errors.AsType[*model.FieldError](err); unreadable {
		_, lints, failed := v.services.PreviewConfigure(v.r.Context(), c.ID, setup)
		if failed != nil {
			v.failed(failed)
			return
		}
		found := findings(err, nil)
		for _, l := range lints {
			if l.Level == diagnose.LintError && (l.Field == "idp_entity_id" || l.Field == "sso_url") {
				found = append(found, findingOf(l, true))
			}
		}
		v.refusedAll(found)
		v.showMetadata(http.StatusUnprocessableEntity, c, e, found, false)
		return
	}
	v.configure(c, e, setup, err)
}

// mostProviders is how many of a federation's identity providers a page offers;
// of more, those are searched for.
const mostProviders = 25

// chooseOf lets the visitor choose theirs out of a federation's metadata.
func (v *visit) chooseOf(c model.Connection, e metadataEntry, several *protocol.ChooseProvider) {
	v.record(model.Step{What: model.StepPage, Note: "metadata of several identity providers"})
	offer := &providerChoice{All: len(several.Providers)}
	offer.Providers, offer.Found = several.Matching(e.Find, mostProviders)
	page := v.metadataPage(c, e)
	page.Choose = offer
	v.show(http.StatusUnprocessableEntity, "metadata", "Choose your identity provider", page)
}

func bindingOf(way string) model.Binding {
	if way == string(model.Post) {
		return model.Post
	}
	return model.Redirect
}

// uploaded is the content of a file that was sent with the form, nil for none.
func (v *visit) uploaded(name string) ([]byte, error) {
	file, header, err := v.r.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, &model.FieldError{Field: "metadata", Reason: "the file could not be read",
			Remedy: "choose it again", Err: err}
	}
	defer file.Close()
	if header.Size == 0 {
		return nil, nil
	}
	return io.ReadAll(file)
}
