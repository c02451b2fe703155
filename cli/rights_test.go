package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Each command says in its help who may use it, from the table of rights, or stands in none
// because it touches nothing that is stored.
func TestEveryCommandSaysWhoMayUseIt(t *testing.T) {
	root := (&command{}).root()
	seen := map[string]bool{}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
		path := pathOf(cmd)
		action, there := rights[path]
		if cmd.HasSubCommands() && !there || path == "gatehouse" || path == "help" ||
			strings.HasPrefix(path, "completion") {
			return
		}
		seen[path] = true
		if !there {
			t.Errorf("%q has no row", path)
		}
		if action != "" && !strings.Contains(cmd.Long, "\n\nIn a team, ") {
			t.Errorf("the help of %q does not say who may use it: %s", path, cmd.Long)
		}
	}
	walk(root)
	for path := range rights {
		if !seen[path] {
			t.Errorf("there is no command %q", path)
		}
	}
}
