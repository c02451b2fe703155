package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gatehouse/api"
	"gatehouse/printable"
)

// tell says on standard error why a command ended: in words, or with --json as the
// API says it, with the same codes.
func (c *command) tell(err error) {
	text := err.Error() + wayOut(err)
	if !c.json && !slices.Contains(c.args, "--json") { // flags that cannot be read leave the first unset
		fmt.Fprintf(c.streams.Err, "gatehouse: %s\n", strings.Join(printable.Lines(text), "\n"))
		return
	}
	code := api.ProblemOf(err).Code
	if _, misused := errors.AsType[usageError](err); misused {
		code = "misused"
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(api.Error{Message: text, Code: code}) // two texts, which can be encoded
	fmt.Fprint(c.streams.Err, printable.JSON(b.String()))
}
