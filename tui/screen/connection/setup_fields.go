package connection

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// Where the identity provider's settings come from.
const (
	fromURL   = "its metadata at a URL, which is then watched"
	fromFile  = "its metadata in a file"
	fromPaste = "its metadata, pasted here"
	fromHand  = "entered by hand"
	fromNone  = "later: make a draft"
)

// What a metadata URL may lead to.
const (
	publicOnly  = "public addresses only"
	privateToo  = "private ones too"
	privateWarn = "Whoever can enter a URL can then make this server read from its own network: only for an " +
		"identity provider that stands there."
)

// providerField is the value that says which identity provider of a federation's
// metadata is meant. No field asks for it: it is picked from those that are there.
const providerField = "provider"

// setupFields ask for an identity provider's settings. Sources are the ways that
// are offered; asked tells whether any is.
func setupFields(w *screen.World, sources []string, asked func(func(string) string) bool) []*widget.Field {
	when := func(source string) func(func(string) string) bool {
		return func(value func(string) string) bool { return asked(value) && value("source") == source }
	}
	return []*widget.Field{
		{Name: "source", Label: "Its settings", Choices: sources, When: asked,
			Help: "left and right choose, or type a part: url, file, paste, hand"},
		{Name: "metadata_url", Label: "Metadata URL", When: when(fromURL), Check: checkMetadataURL,
			Help: "as the IT admin sent it, such as https://…/metadata"},
		{Name: "reach", Label: "It may lead to", When: when(fromURL), Choices: []string{publicOnly, privateToo},
			Help: "left and right choose",
			Warn: func(v string) string { return map[string]string{privateToo: privateWarn}[v] }},
		{Name: "metadata_file", Label: "Metadata file", When: when(fromFile),
			Help: "its path on this machine; ~ is your home"},
		{Name: "metadata", Label: "Metadata", Block: true, When: when(fromPaste), Check: checkMetadata,
			Help: "paste the XML; backspace clears it"},
		{Name: "idp_entity_id", Label: "IdP entity ID", When: when(fromHand), Check: checkEntityID,
			Help: "its issuer, to the letter"},
		{Name: "sso_url", Label: "Sign-on URL", When: when(fromHand), Check: checkSignOnURL,
			Help: "where requests go, such as https://…/sso"},
		{Name: "sso_binding", Label: "Binding", When: when(fromHand), Choices: bindingNames,
			Help: "how requests travel; HTTP-Redirect unless it says otherwise"},
		{Name: "certificate", Label: "Certificate", Block: true, When: when(fromHand), Check: checkCertificate,
			Help: "paste its signing certificate: PEM, or bare base64"},
	}
}

// neededSetup are those of them that nobody may leave empty.
var neededSetup = []string{"metadata_url", "metadata_file", "metadata", "idp_entity_id", "sso_url", "certificate"}

var bindingNames = []string{string(model.Redirect), string(model.Post)}

func sources(w *screen.World) []string {
	if !w.Options.Local { // files would be those of the server
		return []string{fromURL, fromPaste, fromHand}
	}
	return []string{fromURL, fromFile, fromPaste, fromHand}
}

// fetcher reads metadata from its URL.
type fetcher interface {
	FetchMetadata(ctx context.Context, url string, reach fetch.Reach, entityID string) (model.IdPSetup, error)
}

// readSetup reads the settings from where they are, called in a command. It gives
// nil for a draft. The path of a file starts at dir.
func readSetup(ctx context.Context, services fetcher, dir string, v map[string]string) (*model.IdPSetup, error) {
	var s model.IdPSetup
	var err error
	switch v["source"] {
	case fromURL:
		s, err = services.FetchMetadata(ctx, v["metadata_url"], fetch.PrivateToo(v["reach"] == privateToo),
			v[providerField])
		err = atField(err, "metadata", "metadata_url")
	case fromFile:
		s, err = readMetadataFile(dir, v["metadata_file"], v[providerField])
	case fromPaste:
		s, err = model.ReadMetadata([]byte(v["metadata"]), v[providerField])
	case fromHand:
		s, err = model.ByHand(v["idp_entity_id"], v["sso_url"], model.Binding(v["sso_binding"]),
			[]byte(v["certificate"]))
	default:
		return nil, nil
	}
	return &s, err
}

func readMetadataFile(dir, path, entityID string) (model.IdPSetup, error) {
	const name = "metadata_file"
	refusal := func(reason string, err error) error { return &model.FieldError{Field: name, Reason: reason, Err: err} }
	if rest, home := strings.CutPrefix(path, "~"+string(filepath.Separator)); home {
		if dir, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(dir, rest)
		}
	}
	if dir != "" && !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return model.IdPSetup{}, refusal("there is no such file", err)
	case err != nil:
		return model.IdPSetup{}, refusal(err.Error(), err)
	case !info.Mode().IsRegular():
		return model.IdPSetup{}, refusal("it is not a file", nil)
	case info.Size() > protocol.MaxMetadata:
		return model.IdPSetup{}, refusal(fmt.Sprintf("it has %d MB: that is too large for metadata", info.Size()>>20),
			nil)
	}
	f, err := os.Open(path)
	if err != nil {
		return model.IdPSetup{}, refusal(err.Error(), err)
	}
	defer f.Close()
	doc, err := io.ReadAll(io.LimitReader(f, protocol.MaxMetadata))
	if err != nil {
		return model.IdPSetup{}, refusal(err.Error(), err)
	}
	s, err := model.ReadMetadata(doc, entityID)
	return s, atField(err, "metadata", name)
}

// atField moves a refusal to the field of the form that it is about.
func atField(err error, from, to string) error {
	if refusal, ok := errors.AsType[*model.FieldError](err); ok && refusal.Field == from {
		return &model.FieldError{Field: to, Reason: refusal.Reason, Remedy: refusal.Remedy, Err: err}
	}
	return err
}

// mostChecked is how much metadata is read while it is pasted: more would hold up
// the screen, and is read when it is saved.
const mostChecked = 256 << 10

// checkMetadata and those below say while typing what would be refused.
func checkMetadata(text string) error {
	if len(text) > mostChecked {
		return nil
	}
	if _, err := model.ReadMetadata([]byte(text), ""); err != nil {
		if several, ok := errors.AsType[*protocol.ChooseProvider](err); ok && several.Wanted == "" {
			return nil // which of them is asked when it is saved
		}
		if refusal, ok := errors.AsType[*model.FieldError](err); ok {
			return errors.New(refusal.Reason)
		}
		return err
	}
	return nil
}

func checkCertificate(text string) error {
	_, err := protocol.ParseCertificate([]byte(text))
	return err
}

func checkEntityID(text string) error {
	return linted("idp_entity_id", saml.Settings{IdPEntityID: text}, "")
}

func checkSignOnURL(text string) error { return linted("sso_url", saml.Settings{}, text) }

func checkMetadataURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("is no web address: enter a complete URL that begins with https://")
	}
	return nil
}

func linted(field string, s saml.Settings, ssoURL string) error {
	for _, l := range diagnose.LintSettings(s, ssoURL, time.Time{}) {
		if l.Field == field && l.Level == diagnose.LintError {
			return fmt.Errorf("%s: %s", l.Message, l.Remedy)
		}
	}
	return nil
}
