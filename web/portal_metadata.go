package web

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/saml"
)

// metadataEntry is what was entered: it is shown again after an error.
type metadataEntry struct {
	How                                          string // "url", "file" or "hand"
	URL, XML, EntityID, SSOURL, Certificate, Way string
}

type metadataPage struct {
	Provider string
	Entry    metadataEntry
	Ways     []metadataWay
	Findings []finding
	Saved    bool // it is saved, with the warnings in Findings
	Current  *connectionView
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
	c, ok := v.need()
	if !ok {
		return
	}
	e := metadataEntry{How: v.r.URL.Query().Get("how"), URL: c.MetadataURL, EntityID: c.IdPEntityID, SSOURL: c.SSOURL, Way: string(c.SSOBinding)}
	var found []finding
	saved := v.r.URL.Query().Get("saved") != "" && c.Configured()
	if saved {
		lints, err := v.desk.Lint(v.r.Context(), c.ID)
		if err != nil {
			v.failed(err)
			return
		}
		found = findings(nil, theirs(lints))
	}
	v.showMetadata(http.StatusOK, c, e, found, saved)
}

func (v *visit) showMetadata(status int, c model.Connection, e metadataEntry, found []finding, saved bool) {
	g := v.guides[c.Type]
	if e.How == "" {
		e.How = g.Bring
	}
	page := metadataPage{Provider: named(c), Entry: e, Findings: found, Saved: saved}
	for _, w := range []metadataWay{{How: "url", Label: "By URL"}, {How: "file", Label: "File"}, {How: "hand", Label: "By hand"}} {
		w.URL, w.Current = portalRoot+"metadata?how="+w.How, w.How == e.How
		page.Ways = append(page.Ways, w)
	}
	if c.Configured() {
		page.Current = v.connectionView(c)
	}
	v.show(status, "metadata", "Bring back the values of "+page.Provider, page)
}

// saveMetadata takes the identity provider's settings. Those with which no
// sign-in could succeed are refused, and what was entered stays.
func (v *visit) saveMetadata() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, ok := v.need()
	if !ok {
		return
	}
	e := metadataEntry{
		How: v.field("how"), URL: v.field("url"), XML: v.r.PostFormValue("xml"),
		EntityID: v.r.PostFormValue("entity_id"), SSOURL: v.r.PostFormValue("sso_url"),
		Certificate: v.r.PostFormValue("certificate"), Way: v.field("binding"),
	}
	setup, err := v.readSetup(&e)
	var lints []saml.Lint
	if err == nil {
		_, lints, err = v.desk.Configure(v.r.Context(), c.ID, setup)
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
// never fetched for somebody from outside.
func (v *visit) readSetup(e *metadataEntry) (model.IdPSetup, error) {
	switch e.How {
	case "url":
		if e.URL == "" {
			return model.IdPSetup{}, &model.FieldError{Field: "metadata_url", Reason: "the metadata URL is missing", Remedy: "paste it, or choose another way above"}
		}
		setup, err := v.desk.FetchMetadata(v.r.Context(), e.URL, fetch.Public, "")
		if errors.Is(err, fetch.ErrPrivate) { // its text is for operators, and names the address
			err = &model.FieldError{Field: "metadata_url", Reason: "this address leads into a private network, from which nothing is fetched", Remedy: "choose \"File\" above and give the metadata that you find there", Err: err}
		}
		return setup, err
	case "hand":
		return model.ByHand(strings.TrimSpace(e.EntityID), e.SSOURL, bindingOf(e.Way), []byte(e.Certificate))
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
		return model.IdPSetup{}, &model.FieldError{Field: "metadata", Reason: "no metadata was given", Remedy: "choose the XML file, or paste its content"}
	}
	return model.ReadMetadata(doc, "")
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
		return nil, &model.FieldError{Field: "metadata", Reason: "the file could not be read", Remedy: "choose it again", Err: err}
	}
	defer file.Close()
	if header.Size == 0 {
		return nil, nil
	}
	return io.ReadAll(file)
}
