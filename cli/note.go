package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) notes() *cobra.Command {
	cmd := group("note", "What colleagues wrote down about a session or an organization", "notes")
	cmd.AddCommand(c.noteList(), c.noteAdd(), c.noteRemove(), c.noteMentions(), c.noteRead())
	return cmd
}

// findSubject takes what names a session or an organization.
func findSubject(ctx context.Context, d *service.Services, text string) (model.ID, error) {
	o, err := findOrganization(ctx, d, text)
	if !errors.Is(err, model.ErrNotFound) {
		return o.ID, err
	}
	id, err := findSession(ctx, d, text)
	if errors.Is(err, model.ErrNotFound) {
		return "", fmt.Errorf("organization or session %q: %w; see gatehouse org list and gatehouse sessions list",
			text, model.ErrNotFound)
	}
	return id, err
}

const subjectHelp = "organization (its id, name or domain) or session (its id or trace)"

func (c *command) noteList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list ABOUT", Short: "List the notes about a session or an organization, newest first",
		Args: oneArg(subjectHelp),
		RunE: about(c, findSubject, func(ctx context.Context, d *service.Services, about model.ID, _ []string) error {
			all, err := d.Notes(ctx, about)
			if err != nil {
				return err
			}
			return listing[model.Note, api.Note]{
				told:  api.NoteOf,
				heads: []string{"WRITTEN", "AUTHOR", "NOTE", "ID"},
				row: func(n model.Note) []string {
					text := strings.ReplaceAll(n.Text, "\n", " ")
					return []string{stamp(n.Created), n.Author.Name, text, string(n.ID)}
				},
				limit: chosen.limit, next: "gatehouse note add " + string(about) + " TEXT",
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "limit")
	return cmd
}

func (c *command) noteAdd() *cobra.Command {
	return &cobra.Command{
		Use: "add ABOUT TEXT", Short: "Write a note about a session or an organization; - reads it from standard input",
		Long: "Writes a note about a session or an organization; - reads it from standard input. @ and the name or\n" +
			"the email of a member of the team mentions them: they are told at once.",
		Example: "  gatehouse note add 'Foo Corp' 'rang them, they rotate the certificate tomorrow'",
		Args:    countArgs(2, 2, "an "+subjectHelp+", and the text"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			text := args[1]
			if text == "-" {
				read, err := c.readAtMost(text, 64<<10)
				if err != nil {
					return err
				}
				text = string(read)
			}
			about, err := findSubject(ctx, d, args[0])
			if err != nil {
				return err
			}
			n, err := d.AddNote(ctx, about, text)
			if err != nil {
				return err
			}
			return c.giveNote("Wrote", n)
		}),
	}
}

func (c *command) noteRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove NOTE", Aliases: []string{"delete"}, Short: "Remove a note; gatehouse undo brings it back",
		Args: oneArg("id of a note"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			n, err := d.RemoveNote(ctx, model.ID(args[0]))
			if err != nil {
				return err
			}
			return c.giveNote("Removed", n)
		}),
	}
}

func (c *command) noteMentions() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "mentions", Short: "List the notes that mention you, newest first; none is marked as read", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			all, err := d.Mentions(ctx)
			if err != nil {
				return err
			}
			return listing[model.Mentioned, api.Mentioned]{
				told:  api.MentionedOf,
				heads: []string{"WRITTEN", "", "AUTHOR", "ABOUT", "NOTE", "ID"},
				row: func(x model.Mentioned) []string {
					unread := ""
					if x.Unread {
						unread = "unread"
					}
					return []string{stamp(x.Note.Created), unread, x.Note.Author.Name, x.About.Title,
						strings.ReplaceAll(x.Note.Text, "\n", " "), string(x.Note.ID)}
				},
				limit: chosen.limit, next: "a colleague mentions you with @ and your name in a note",
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "limit")
	return cmd
}

func (c *command) noteRead() *cobra.Command {
	return &cobra.Command{
		Use: "read NOTE", Short: "Mark a note that mentions you as read", Args: oneArg("id of a note"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			if err := d.MarkMentionRead(ctx, model.ID(args[0])); err != nil {
				return err
			}
			return c.say(map[string]any{"id": args[0], "unread": false}, "Read: note %s", args[0])
		}),
	}
}

func (c *command) giveNote(did string, n model.Note) error {
	return c.say(api.NoteOf(n), "%s note %s: %s", did, n.ID, printable.Line(n.Beginning()))
}
