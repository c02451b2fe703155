package tui

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/saml/protocol"
)

// federation is the metadata of n identity providers.
func federation(t *testing.T, n int) string {
	t.Helper()
	certificate := base64.StdEncoding.EncodeToString(connectionsOf(t, drive(t, 80, 24))[0].Certificates[0].DER)
	var b strings.Builder
	b.WriteString(`<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
		xmlns:ds="http://www.w3.org/2000/09/xmldsig#">`)
	for i := range n {
		fmt.Fprintf(&b, `<md:EntityDescriptor entityID="https://idp%d.example/saml">
			<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
				<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>
					<ds:X509Certificate>%s</ds:X509Certificate>
				</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
				<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
					Location="https://idp%d.example/sso"/>
			</md:IDPSSODescriptor>
			<md:Organization>
				<md:OrganizationName xml:lang="en">University %d</md:OrganizationName>
				<md:OrganizationDisplayName xml:lang="en">University %d</md:OrganizationDisplayName>
				<md:OrganizationURL xml:lang="en">https://idp%d.example</md:OrganizationURL>
			</md:Organization>
		</md:EntityDescriptor>`, i, certificate, i, i, i, i)
	}
	b.WriteString(`</md:EntitiesDescriptor>`)
	return b.String()
}

// federated are services that find a federation's metadata at each URL.
type federated struct {
	Services
	doc string
}

func (f federated) FetchMetadata(_ context.Context, url string, reach fetch.Reach,
	entityID string) (model.IdPSetup, error) {
	s, err := model.ReadMetadata([]byte(f.doc), entityID)
	s.URL, s.Reach = url, reach
	return s, err
}

// Metadata that holds several identity providers lets one be chosen, wherever it
// came from, and the form goes on with that one.
func TestFederationsProviderIsChosen(t *testing.T) {
	doc := federation(t, 3)
	file := filepath.Join(t.TempDir(), "federation.xml")
	if err := os.WriteFile(file, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		source string
		enter  func(*driver)
	}{
		{"url", func(d *driver) { d.write("https://federation.example/metadata") }},
		{"file", func(d *driver) { d.write(file) }},
		{"paste", func(d *driver) { d.send(tea.PasteMsg{Content: doc}) }},
	} {
		t.Run(c.source, func(t *testing.T) {
			d := drive(t, 80, 24, func(o *setup) { o.Services, o.Local = federated{o.Services, doc}, true })
			d.keys("tab tab n j enter").write("okta").keys("tab tab").write(c.source).keys("tab")
			c.enter(d)
			d.keys("ctrl+s").sees("Which is the customer's?").sees("University 2")
			d.sees("3 identity providers").sees("https://idp0.example/saml")
			if c.source == "url" {
				golden(t, "federation.txt", trimRight(d.screen()))
			}
			d.keys("esc").sees("New connection for") // nothing typed is lost
			d.keys("ctrl+s /").write("SITY 1").keys("enter").sees("1 identity provider")
			d.keys("enter").sees("enter saves it").sees("https://idp1.example/sso")
			d.keys("enter").sees("https://idp1.example/saml")
			if got := connectionsWith(t, d, "https://idp1.example/saml"); got != 1 {
				t.Errorf("%d connections trust the chosen one", got)
			}
		})
	}
}

func connectionsWith(t *testing.T, d *driver, entityID string) (n int) {
	for _, c := range connectionsOf(t, d) {
		if c.IdPEntityID == entityID {
			n++
		}
	}
	return n
}

// A federation of ten thousand is searched and chosen from like a small one.
func TestFederationOfTenThousand(t *testing.T) {
	several := &protocol.ChooseProvider{}
	for i := range 10_000 {
		several.Providers = append(several.Providers,
			protocol.IdentityProvider{EntityID: fmt.Sprintf("https://idp%d.example/saml", i),
				Name: fmt.Sprint("University ", i)})
	}
	d := drive(t, 80, 24)
	var chosen string
	d.drain(d.Nav.PickProvider(several, func(entityID string) tea.Cmd { chosen = entityID; return nil }))
	d.sees("10,000 identity providers")
	d.keys("G").sees("University 9999")
	d.keys("/").write("university nowhere").keys("enter").sees("Nothing matches this search")
	d.keys("/")
	for range "nowhere" {
		d.keys("backspace")
	}
	d.write("8765").keys("enter").sees("1 identity provider")
	d.keys("enter")
	if chosen != "https://idp8765.example/saml" {
		t.Errorf("%q was chosen", chosen)
	}
}
