package cli

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/service"
)

// completeValues gives each command of a tree the values that a shell can offer
// for its arguments and flags: fixed words, and the names of what there is.
func (c *command) completeValues(cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		c.completeValues(sub)
	}
	if _, argument, ok := strings.Cut(cmd.Use, " "); ok {
		if named, ok := namesOf[strings.Trim(strings.Fields(argument)[0], "[]")]; ok {
			cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string,
				begun string) ([]string, cobra.ShellCompDirective) {
				if len(args) > 0 {
					return nil, cobra.ShellCompDirectiveDefault
				}
				return c.complete(named)(cmd, args, begun)
			}
		}
	}
	for flag, named := range map[string]func(context.Context, *service.Services) ([]string, error){
		"org": organizationNames, "env": environmentNames, "connection": connectionNames,
	} {
		if cmd.LocalFlags().Lookup(flag) != nil {
			_ = cmd.RegisterFlagCompletionFunc(flag,
				c.complete(named)) // it fails only for a flag that is not there, or twice
		}
	}
	for flag, words := range wordsOf {
		if cmd.LocalFlags().Lookup(flag) != nil {
			_ = cmd.RegisterFlagCompletionFunc(flag,
				cobra.FixedCompletions(words(), cobra.ShellCompDirectiveNoFileComp))
		}
	}
}

// wordsOf are the flags that take one of some words.
var wordsOf = map[string]func() []string{
	"type":    model.ConnectionTypes,
	"policy":  func() []string { return slices.Sorted(maps.Keys(model.Presets())) },
	"require": func() []string { return []string{"either", "response", "assertion", "both"} },
	"binding": func() []string { return []string{string(model.Redirect), string(model.Post)} },
	"on":      switchNames,
	"off":     switchNames,
	"theme":   func() []string { return model.Themes() },
	"filter":  filterBeginnings,
	"fault":   faultNames,
	"role":    func() []string { return namesIn(model.Roles(), func(r model.TeamRole) string { return string(r) }) },
}

// namesOf are the arguments that name something, as the usage writes them.
var namesOf = map[string]func(context.Context, *service.Services) ([]string, error){
	"ORG": organizationNames, "CONN": connectionNames, "ENV": environmentNames, "SESSION": sessionNames,
	"DOMAIN": domainNames,
	"ABOUT":  organizationNames, "MEMBER": memberEmails, "WEBHOOK": webhookURLs,
	"DIR": directoryNames,
}

// asksToComplete reports whether a shell asks what it could offer, outside of the
// instance that may know. The instance has to give the whole answer, since the
// last line of it counts.
func (c *command) asksToComplete() bool {
	return c.instance == nil && len(c.args) > 0 &&
		(c.args[0] == cobra.ShellCompRequestCmd || c.args[0] == cobra.ShellCompNoDescRequestCmd)
}

// completionTime is how long a person who pressed the tab key waits.
const completionTime = 2 * time.Second

// complete asks the services. What cannot be read offers nothing, and where no data
// is none is made.
func (c *command) complete(names func(context.Context, *service.Services) ([]string, error)) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		if _, err := os.Stat(c.dataDir()); err != nil && c.instance == nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, cancel := context.WithTimeout(cmd.Context(), completionTime)
		defer cancel()
		cmd.SetContext(ctx)
		var all []string
		err := c.with(func(ctx context.Context, d *service.Services, _ []string) (err error) {
			all, err = names(ctx, d)
			return err
		})(cmd, nil)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return slices.DeleteFunc(all, func(name string) bool {
				return !strings.HasPrefix(strings.ToLower(name), strings.ToLower(begun))
			}),
			cobra.ShellCompDirectiveNoFileComp
	}
}

// offered is how many names a shell is given, at most.
const offered = 200

func organizationNames(ctx context.Context, d *service.Services) ([]string, error) {
	all, err := d.Organizations(ctx, model.OrganizationQuery{Limit: offered})
	return namesIn(all, func(o model.Organization) string { return o.Name }), err
}

func connectionNames(ctx context.Context, d *service.Services) ([]string, error) {
	all, err := d.Connections(ctx, model.ConnectionQuery{Limit: offered})
	return namesIn(all, func(x model.Connection) string { return x.Name }), err
}

func directoryNames(ctx context.Context, d *service.Services) ([]string, error) {
	all, err := directoriesOf(ctx, d, "", "", offered)
	return namesIn(all, func(x model.DirectoryStatus) string { return x.Name }), err
}

func environmentNames(ctx context.Context, d *service.Services) ([]string, error) {
	all, err := d.Environments(ctx)
	return namesIn(all, func(e model.Environment) string { return strings.ToLower(e.Name) }), err
}

func domainNames(ctx context.Context, d *service.Services) ([]string, error) {
	all, err := d.Organizations(ctx, model.OrganizationQuery{Limit: offered})
	var names []string
	for _, o := range all {
		names = append(names, namesIn(o.Domains, func(x model.Domain) string { return x.Domain })...)
	}
	return names, err
}

func memberEmails(ctx context.Context, d *service.Services) ([]string, error) {
	all, err := d.Members(ctx)
	return namesIn(all, func(m model.TeamMember) string { return m.Email }), err
}

func webhookURLs(ctx context.Context, d *service.Services) ([]string, error) {
	all, err := d.WebhookEndpoints(ctx, "")
	return namesIn(all, func(e model.WebhookStatus) string { return e.URL }), err
}

func sessionNames(ctx context.Context, d *service.Services) ([]string, error) {
	page, err := d.Sessions(ctx, model.Query{Limit: 20})
	return namesIn(page.Sessions, func(s model.Session) string { return string(s.ID) }), err
}

// namesIn gives the names that a shell can write on one line.
func namesIn[T any](all []T, name func(T) string) []string {
	var names []string
	for _, x := range all {
		if n := name(x); n != "" && !strings.ContainsAny(n, "\t\r\n") {
			names = append(names, n)
		}
	}
	return names
}

func faultNames() []string {
	return append([]string{"none"}, namesIn(idp.Faults(), func(f idp.Fault) string { return f.Name })...)
}

func filterBeginnings() []string { return beginnings(model.FilterFields()) }

// beginnings are what a term of a filter can begin with.
func beginnings(fields []model.FilterField) []string {
	return namesIn(fields, func(f model.FilterField) string { return f.Name + ":" })
}
