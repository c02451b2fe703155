package connection

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gatehouse/fetch"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml/idp"
)

// asked notes how far an address may lead.
type asked struct{ reach fetch.Reach }

func (a *asked) FetchMetadata(_ context.Context, _ string, reach fetch.Reach, _ string) (model.IdPSetup, error) {
	a.reach = reach
	return model.IdPSetup{}, nil
}

// Only who says so lets an address lead into a private network.
func TestPrivateAddressesAreChosen(t *testing.T) {
	for choice, want := range map[string]fetch.Reach{
		"": fetch.Public, publicOnly: fetch.Public, privateToo: fetch.Anywhere,
	} {
		var a asked
		v := map[string]string{"source": fromURL, "metadata_url": "https://idp.example/metadata", "reach": choice}
		if _, err := readSetup(t.Context(), &a, "", v); err != nil || a.reach != want {
			t.Errorf("%q: %v, %v", choice, a.reach, err)
		}
	}
}

// A path starts where the console does, or with ~ at home.
func TestPathOfMetadata(t *testing.T) {
	here, home := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for dir, name := range map[string]string{here: "here", home: "home"} {
		p, err := idp.New("https://"+name+".example", "https://"+name+".example/sso", time.Now(), testkeys.Theirs)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "idp.xml"), p.Metadata(), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		"idp.xml": "here", filepath.Join("~", "idp.xml"): "home", filepath.Join(home, "idp.xml"): "home",
	} {
		s, err := readSetup(t.Context(), nil, here, map[string]string{"source": fromFile, "metadata_file": path})
		if err != nil || s.EntityID != "https://"+want+".example" {
			t.Errorf("%s: %+v, %v", path, s, err)
		}
	}
}
