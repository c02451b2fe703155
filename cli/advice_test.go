package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gatehouse/saml/diagnose"
)

// TestAdviceCanBeFollowed: each command and each option that an explanation
// sends people to exists, and so does each setting that it names. The golden files
// of the explanations hold all of them.
func TestAdviceCanBeFollowed(t *testing.T) {
	root := (&command{}).root()
	commands := regexp.MustCompile("gatehouse((?: [a-z][a-z-]+)+)((?: --[a-z0-9-]+)*)")
	settings := []diagnose.Setting{
		diagnose.SettingNameIDFormat, diagnose.SettingAuthnContext, diagnose.SettingForceAuthn,
		diagnose.SettingSignRequests,
	}
	named := map[string]bool{}
	for _, text := range advice(t) {
		for _, m := range commands.FindAllStringSubmatch(text, -1) {
			cmd, rest, err := root.Find(strings.Fields(m[1]))
			if err != nil || cmd == root || len(rest) > 0 && cmd.HasSubCommands() {
				t.Errorf("%q is no command, in: %s", m[0], text)
				continue
			}
			for _, option := range strings.Fields(m[2]) {
				flag := strings.TrimPrefix(option, "--")
				named[flag] = true
				if cmd.Flag(flag) == nil {
					t.Errorf("%s has no option %s, in: %s", cmd.CommandPath(), option, text)
				}
			}
		}
	}
	for _, s := range settings {
		if !named[s.Flag] {
			t.Errorf("no explanation names the setting %q by its option --%s", s.Name, s.Flag)
		}
	}
}

// advice is what explanations say: of each cause, and of each status under each
// wish that a request can have.
func advice(t *testing.T) (lines []string) {
	for _, name := range []string{"explanations.txt", "statuses.txt"} {
		text, err := os.ReadFile(filepath.Join("..", "saml", "diagnose", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.Split(string(text), "\n")...)
	}
	return lines
}
