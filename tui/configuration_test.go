package tui

import (
	"strings"
	"testing"
)

// to moves the cursor of the configuration to a label.
func (d *driver) to(label string) *driver {
	d.t.Helper()
	d.keys("g")
	for range 60 { // more than there are rows
		if strings.Contains(d.line("▌"), label) {
			return d
		}
		d.keys("j")
	}
	d.t.Fatalf("there is no row %q:\n%s", label, d.screen())
	return d
}

func TestConfigurationCopiesTheEnvironmentOfAnSDK(t *testing.T) {
	d := drive(t, 80, 24).keys("shift+tab y")
	for _, line := range []string{"export WORKOS_API_KEY=sk_test_Zm9yX3RoZV9zdG9yeWJvb2w7Qa",
		"export WORKOS_CLIENT_ID=client_01JDEMO", "export WORKOS_API_HTTPS=false", "export WORKOS_API_PORT=4100"} {
		if !strings.Contains(d.copied(), line+"\n") {
			t.Errorf("%q is not in\n%s", line, d.copied())
		}
	}
	d.missesText("Zm9yX3RoZV9zdG9yeWJvb2w7Qa") // the screen can be looked at by others
}

func TestKeyOfProductionIsShownOnce(t *testing.T) {
	d := drive(t, 80, 24).keys("E j enter shift+tab").to("WORKOS_API_KEY").keys("y")
	d.sees("there is no value to copy")
	d.to("WORKOS_BASE_URL").keys("j n").write("backend").keys("enter enter")
	d.sees("It is not kept")
	d.sees("sk_live_")
	d.keys("y")
	secret := d.copied()
	if !strings.HasPrefix(secret, "sk_live_") {
		t.Fatalf("%q", secret)
	}
	d.keys("esc").missesText(secret)
	d.to("backend").keys("y").sees("there is no value to copy")
	d.keys("enter j").missesText("show and copy")
}

func TestKeyOfStagingIsRevealedRotatedAndRevoked(t *testing.T) {
	d := drive(t, 80, 30).keys("shift+tab").to("backend").keys("y")
	d.sees("sk_test_Zm9yX3RoZV9zdG9yeWJvb2w7Qa")
	d.keys("esc").to("backend").keys("enter enter enter").sees("sk_test_")
	d.keys("esc").sees("rotated out: works for 24h more")
	d.to("rotated out").keys("d y").sees("revoked API key backend")
	d.missesText("rotated out")
	d.keys("u").sees("not taken back: a revoked key stays revoked")
}

// A key can be limited while it is made; one that may do nothing is refused.
func TestKeyWithPermissions(t *testing.T) {
	d := drive(t, 80, 30).keys("shift+tab").to("backend").keys("n").write("helpdesk").keys("tab right ctrl+s")
	d.sees("tick at least one").keys("tab tab space ctrl+s").sees("sk_test_")
	d.keys("esc").sees("sso")
	d.to("helpdesk").keys("enter j enter").sees("May do: sso.").sees("No use of it was seen.")
	d.keys("esc").to("reports").sees("not used for 90 days; read, notes")
	d.to("backend").keys("enter j enter").sees("from 198.51.100.7, by workos-node/11.0.0 (node/v22)")
}

func TestRedirectURIs(t *testing.T) {
	d := drive(t, 80, 30).keys("shift+tab").to("Redirect URI").keys("n").write("https://new.example.com/cb").keys(
		"enter")
	d.sees("https://new.example.com/cb")
	d.to("https://new.example.com/cb").keys("enter enter").sees("Default                   https://new.example.com/cb")
	d.to("https://new.example.com/cb").keys("d y").sees("Not done: remove the redirect URI")
	d.keys("enter u u").missesText("https://new.example.com/cb  ")
	d.keys("n").write("javascript:alert(1)").sees("✗ ")
}

func TestPortalAttributesAndProviders(t *testing.T) {
	d := drive(t, 80, 40).keys("shift+tab").to("Return URI").keys("enter").write("http://app.example.com").sees("✗ ")
	d.clear().write("https://app.example.com/settings").keys("enter").sees("https://app.example.com/settings")
	d.to("Success URI, directory").keys("e").write("https://app.example.com/done").keys("enter").sees(
		"https://app.example.com/done")
	d.to("Session timeout").keys("e").clear().write("2h").sees("✗ must be between 1m0s and 1h0m0s")
	d.clear().write("10m").keys("enter").sees("10m0s")
	d.to("cost_center").keys("n").write("email").keys("enter").write("x").keys("ctrl+s").sees("is there already")
	d.clear().write("team").keys("ctrl+s").sees("team")
	d.to("Google").keys("enter").write("abc.apps.example").keys("tab").write("s3cret")
	d.missesText("s3cret")
	d.keys("ctrl+s").sees("configured  client id abc.apps.example")
	d.to("Google").keys("d").sees("removed the credentials of google")
	d.to("Apple").keys("enter").write("com.acme.app").keys("tab").write("ABCDE12345").keys("tab").write(
		"AuthKey_F6G7H8J9K0.p8")
	d.keys("tab").write(strings.Join(strings.Fields(appleKey), " "))
	d.missesText("PRIVATE")
	d.keys("ctrl+s").sees("no id of a key")
	d.clear().write("F6G7H8J9K0").keys("ctrl+s").sees("configured  client id com.acme.app")
	d.to("Apple").keys("d").sees("removed the credentials of apple")
	e, err := d.services.Environment(t.Context(), "env_staging")
	if err != nil || len(e.CustomAttributes) != 3 || e.SuccessURIs["dsync"] == "" || len(e.OAuth) != 0 {
		t.Errorf("%+v %v", e, err)
	}
}

// appleKey is a private key as Apple gives it, of nobody.
const appleKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwfvB+ECbI5RDqCcQ
tEuYF3WspxSo8yZtFGkJcAsr76OhRANCAAQ1rraS45IgA4BTi+jThxxCNsotUUl5
k0Xk0JFiXQJvJXVt7eM8Oevp4PKg7XpMgZ2S290AQH5Y2Ygs5r59PZhb
-----END PRIVATE KEY-----
`

func TestConfigurationIsOfTheEnvironment(t *testing.T) {
	d := drive(t, 80, 24).keys("E j enter shift+tab")
	d.sees("client_01JLIVE")
	d.sees(" Production ")
}
