package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
	"gatehouse/service"
)

func (c *command) verify() *cobra.Command {
	var connection, at string
	cmd := &cobra.Command{
		Use: "verify FILE", Short: "Judge a response from a file without recording it",
		Long: "Judges a SAML response for a connection and says what came out and why. FILE holds the XML, " +
			"its base64,\n" +
			"or the whole form body as it was posted; - is standard input. Exits 0 if it is accepted, 1 if not.",
		Args: oneArg("file"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			when := time.Now()
			if at != "" {
				var err error
				if when, err = time.Parse(time.RFC3339, at); err != nil {
					return usageError{fmt.Errorf("--at: %q is not a time like 2026-01-31T12:00:00Z", at)}
				}
			}
			if connection == "" {
				return usageError{fmt.Errorf(
					"say for which connection: --connection ID (gatehouse connection list shows them)")}
			}
			body, err := c.readAtMost(args[0], protocol.MaxBody)
			if err != nil {
				return err
			}
			v, settings, err := d.Judge(ctx, model.ID(connection), asPost(body), when)
			if err != nil {
				return err
			}
			why := diagnose.Explain(v, settings)
			if c.json {
				if err := c.printJSON(struct {
					Verdict     *saml.Verdict        `json:"verdict"`
					Explanation diagnose.Explanation `json:"explanation"`
				}{v, why}); err != nil {
					return err
				}
			} else if err := c.printVerdict(v, why); err != nil {
				return err
			}
			if !v.Accepted {
				c.code = Refused
			}
			return nil
		}),
	}
	cmd.Flags().StringVar(&connection, "connection", "", "id of the connection to judge it for")
	cmd.Flags().StringVar(&at, "at", "", "judge it as if it had arrived at this time (RFC 3339)")
	return cmd
}

// asPost makes what a browser would have posted out of what a person has at
// hand: XML, base64, or the form itself.
func asPost(text []byte) saml.Post {
	body := bytes.TrimSpace(text)
	switch {
	case bytes.HasPrefix(body, []byte("SAMLResponse=")) || bytes.Contains(body, []byte("&SAMLResponse=")):
	case bytes.HasPrefix(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), []byte("<")):
		body = []byte("SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString(text)))
	default:
		body = []byte("SAMLResponse=" + url.QueryEscape(string(body)))
	}
	return saml.Post{Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body,
		Size: int64(len(body))}
}
