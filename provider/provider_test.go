package provider

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Every provider is complete: what its guide, its card and sentences to its admin
// need is there, and its file holds nothing else.
func TestEveryProviderIsComplete(t *testing.T) {
	types := Types()
	if len(types) != 26 || !slices.IsSorted(types) || !slices.Contains(types, Generic) {
		t.Errorf("%d types: %v", len(types), types)
	}
	named, told := map[string]string{}, map[string]string{}
	for _, connectionType := range types {
		p, err := read(connectionType)
		if err != nil {
			t.Fatal(err)
		}
		for what, text := range map[string]string{
			"name": p.Name, "called": p.Called, "about": p.About, "search": p.Search, "role": p.Role,
			"audience": p.Words.Audience, "acs": p.Words.ACS, "issuer": p.Words.Issuer, "signing": p.Words.Signing,
			"algorithm": p.Words.Algorithm, "name_id": p.Words.NameID, "attributes": p.Words.Attributes,
			"encryption": p.Words.Encryption, "access": p.Words.Access, "relay_state": p.Words.RelayState,
		} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s says no %s", p.Type, what)
			}
		}
		if other := named[p.Name]; other != "" {
			t.Errorf("%s and %s are both named %s", other, p.Type, p.Name)
		}
		named[p.Name] = p.Type
		if !slices.Contains([]string{"url", "file", "hand"}, p.Bring) || len(p.Renew) == 0 || len(p.Steps) == 0 {
			t.Errorf("%s brings %q, renews in %d steps, has %d pages", p.Type, p.Bring, len(p.Renew), len(p.Steps))
		}
		for _, address := range slices.Concat(p.Hosts, p.Paths) {
			if other := told[address]; other != "" || address != strings.ToLower(address) {
				t.Errorf("%s tells %s and %s", address, other, p.Type)
			}
			told[address] = p.Type
		}
		for _, s := range p.Steps {
			testStep(t, p, s)
		}
	}
}

// Each provider by OpenID Connect has a guide in which our redirect URI is entered.
func TestEveryOpenIDProviderIsComplete(t *testing.T) {
	types := OpenIDTypes()
	if len(types) != 4 || !slices.IsSorted(types) {
		t.Errorf("%d types: %v", len(types), types)
	}
	for _, connectionType := range types {
		p, err := read(connectionType)
		if err != nil {
			t.Fatal(err)
		}
		if p.Name == "" || p.Called == "" || p.About == "" || p.Search == "" || p.Role == "" ||
			len(p.Hosts)+len(p.Paths) > 0 || p.Words != (Words{}) {
			t.Errorf("%s is %+v", connectionType, p)
		}
		if !slices.ContainsFunc(p.Steps, Step.HasAddress) {
			t.Errorf("%s does not say where our redirect URI goes", connectionType)
		}
		for _, s := range p.Steps {
			testStep(t, p, s)
		}
	}
}

func testStep(t *testing.T, p *Provider, s Step) {
	if s.Title == "" || len(s.Do) == 0 {
		t.Errorf("%s: a step without title or text: %+v", p.Type, s)
	}
	for _, f := range s.Fill {
		known := slices.Contains([]string{"", "acs", "entity", "metadata", "acs_pattern", "redirect"}, f.Value)
		if f.Field == "" || !known || (f.Value == "") == (f.Text == "") {
			t.Errorf("%s: %q is filled with %q, %q", p.Type, f.Field, f.Value, f.Text)
		}
	}
}

// A file with a key that no provider has is refused, and so is one key twice.
func TestFilesThatAreNoProvider(t *testing.T) {
	const sound = "name: Foo\nwords: {acs: there}\nsteps: [{title: One}]\n"
	if p, err := parse([]byte(sound)); err != nil || p.Called != "Foo" || p.Role != "an administrator of Foo" {
		t.Fatalf("%+v, %v", p, err)
	}
	for _, wrong := range []string{
		sound + "type: FooSAML\n", sound + "name: Bar\n", sound + "renewal: []\n",
		strings.Replace(sound, "acs", "acs_url", 1), strings.Replace(sound, "title", "titel", 1), "name: [Foo]\n",
		"- Foo\n",
	} {
		if p, err := parse([]byte(wrong)); err == nil {
			t.Errorf("%q is read as %+v", wrong, p)
		}
	}
}

// Addresses tell a provider by host before path, and by whole labels.
func TestGuess(t *testing.T) {
	for address, want := range map[string]string{
		"https://foo.okta.com/sso": "OktaSAML", "http://www.OKTA.com/exk1": "OktaSAML", "https://okta.com": "OktaSAML",
		"https://notokta.com/sso": Generic, "https://okta.com.example/sso": Generic, "urn:okta.com": Generic,
		"": Generic, "%": Generic, "https://sts.windows.net/1/": "AzureSAML",
		"https://idp.example/adfs/ls/": "ADFSSAML", "https://idp.example/auth/realms/x": "KeycloakSAML",
		"https://idp.example/x/adfs/": Generic, "https://foo.okta.com/adfs/ls": "OktaSAML",
	} {
		if got := Guess(address); got != want {
			t.Errorf("%q is %s, want %s", address, got, want)
		}
	}
	if got := Guess("https://idp.example/realms/x", "https://foo.pingone.eu/sso"); got != "PingOneSAML" {
		t.Errorf("a path came before a host: %s", got)
	}
}

// Each provider is read once.
func TestProvidersAreShared(t *testing.T) {
	a, _ := Of("OktaSAML")
	b, _ := Of("OktaSAML")
	if a != b {
		t.Error("it was read twice")
	}
	if again, err := read("OktaSAML"); err != nil || !reflect.DeepEqual(a, again) {
		t.Errorf("%v, %v", again, err)
	}
	if p, known := Of("okta"); known || p != nil {
		t.Errorf("okta is %+v", p)
	}
	Types()[0] = "changed"
	if Types()[0] == "changed" {
		t.Error("the types were changed")
	}
}

func BenchmarkReadOne(b *testing.B) {
	for b.Loop() {
		if _, err := read("OktaSAML"); err != nil {
			b.Fatal(err)
		}
	}
}
