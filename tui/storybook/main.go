// Command storybook shows the console over canned data, without a store or a
// listener: go run ./tui/storybook. Sign-ins are acted.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui"
	"gatehouse/tui/internal/canned"
)

func main() {
	theme := flag.String("theme", "auto", "colours: auto, dark, light, safe or mono")
	ascii := flag.Bool("ascii", false, "plain ASCII")
	fill := flag.Int("fill", 0, "further sessions")
	flag.Parse()
	t, err := tui.ParseTheme(*theme)
	if err == nil {
		err = show(t, *ascii, *fill)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "storybook:", err)
		os.Exit(1)
	}
}

func show(theme tui.Theme, ascii bool, fill int) error {
	services := canned.NewServices()
	services.Fill(fill)
	began := time.Now()
	clock := func() time.Time { return canned.Now.Add(time.Since(began)) }
	played := 0
	signIn := func(ctx context.Context, _ model.ID, fault tui.Fault) (model.ID, error) {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(400 * time.Millisecond):
		}
		played++
		detail := services.Again(played, saml.Cause(fault.Name), clock())
		services.Put(detail)
		return detail.Session.ID, nil
	}
	return tui.Run(context.Background(), services, tui.Options{
		BaseURL: canned.BaseURL, TryURL: canned.BaseURL + "/demo", Version: "storybook",
		SignIn: signIn, Faults: []tui.Fault{
			{Name: string(saml.CertificateMismatch), Title: "signed with another certificate"},
			{Name: string(saml.Audience), Title: "for another audience"},
			{Name: string(saml.DomainNotAllowed), Title: "a user of another domain"},
			{Name: string(saml.MissingAttributes), Title: "without an email"},
			{Name: string(saml.WrongKey), Title: "encrypted for another key"},
		},
		Local: os.Getenv("SSH_CONNECTION") == "", ASCII: ascii, Theme: theme, Clock: clock,
	})
}
