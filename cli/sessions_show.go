package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/service"
)

// sessionPart is one thing of a session that is printed alone, as it is.
type sessionPart struct {
	flag, help string
	missing    string // what is said where there is none
	of         func(*model.SessionDetail) []byte
}

var sessionParts = []sessionPart{
	{"request", "print the request as it was sent: the AuthnRequest, or the URL of OpenID Connect",
		"the identity provider began it, so there is no request",
		func(s *model.SessionDetail) []byte {
			if s.Request == nil {
				return nil
			}
			return s.Request.Document()
		}},
	{"response", "print the response as it arrived; by OpenID Connect the answer, without secrets",
		"no response has arrived that can be read; --saml-response prints what arrived",
		func(s *model.SessionDetail) []byte { return s.Response() }},
	{"saml-response", "print the form field SAMLResponse as it arrived", "no response has arrived",
		func(s *model.SessionDetail) []byte { return []byte(s.SAMLResponse()) }},
	{"decrypted", "print the decrypted assertion", "there is no decrypted assertion",
		func(s *model.SessionDetail) []byte { return s.Decrypted }},
	{"certificate", "print the certificate that the response shows, as PEM", "the response shows no certificate",
		func(s *model.SessionDetail) []byte {
			if v := s.Verdict(); v != nil && v.Seen.KeyInfo != nil {
				return []byte(protocol.PEM(v.Seen.KeyInfo))
			}
			return nil
		}},
	{"message", "print what to write to the IT admin", "nothing failed: there is no message to send",
		func(s *model.SessionDetail) []byte { return []byte(s.Explanation.Admin) }},
	{"explanation", "print what went wrong, in a few sentences", "nothing failed: there is nothing to explain",
		func(s *model.SessionDetail) []byte { return []byte(s.Explanation.Engineer) }},
}

func (c *command) sessionsShow() *cobra.Command {
	asked := make([]bool, len(sessionParts))
	cmd := &cobra.Command{
		Use: "show SESSION", Short: "Show one session: verdict, checks, request and response",
		Args: oneArg("session id"),
		RunE: about(c, findSession, func(ctx context.Context, d *service.Services, id model.ID, _ []string) error {
			detail, err := d.SessionDetail(ctx, id)
			if err != nil {
				return err
			}
			for i, part := range sessionParts {
				if asked[i] {
					return c.printPart(ctx, d, &detail, part)
				}
			}
			if c.json {
				return c.printJSON(detailOf(&detail))
			}
			return c.printDetail(&detail)
		}),
	}
	for i, part := range sessionParts {
		cmd.Flags().BoolVar(&asked[i], part.flag, false, part.help)
	}
	return cmd
}

// printPart prints one thing of a session. The request is that of the session which the message
// claims to answer, where there is no other.
func (c *command) printPart(ctx context.Context, d *service.Services, s *model.SessionDetail, part sessionPart) error {
	claimed := s.Session.Claims
	if part.flag == "request" && s.Request == nil && claimed != "" {
		other, err := d.SessionDetail(ctx, claimed)
		if err != nil {
			return fmt.Errorf("the session %s, which this one claims to answer: %w", claimed, err)
		}
		fmt.Fprintf(c.streams.Err,
			"gatehouse: this is the request of the session %s, which the message claims to answer\n", claimed)
		s = &other
	}
	if part.flag == "message" { // what is mended needs no letter any more
		today, err := d.JudgeAgain(ctx, *s)
		if err != nil {
			return err
		}
		s.Explanation, _, _ = s.Left(today)
	}
	document := part.of(s)
	if len(document) == 0 {
		return fmt.Errorf("session %s: %s: %w", s.Session.ID, part.missing, model.ErrNotFound)
	}
	return c.printDocument(document)
}
