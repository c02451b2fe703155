package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// readMentions counts the notes that mention who looks and that they have not read. One that came
// since it was last done is told.
func (c *console) readMentions() tea.Cmd {
	if c.Who.Kind != model.Member {
		return nil
	}
	ctx, services := c.Context, c.Services
	read := func() ([]model.Mentioned, error) { return services.Mentions(ctx) }
	return screen.Ask(read, func(all []model.Mentioned, err error) tea.Cmd {
		if c.Fail("read what mentions you", err); err == nil {
			c.countMentions(all)
		}
		return nil
	})
}

func (c *console) countMentions(all []model.Mentioned) {
	known := c.mentioned
	c.Unread, c.mentioned = 0, map[model.ID]bool{}
	for _, x := range all {
		c.mentioned[x.Note.ID] = true
		if !x.Unread {
			continue
		}
		c.Unread++
		if known != nil && !known[x.Note.ID] {
			c.Say(screen.Told, x.Note.Author.Name+" mentions you on "+x.About.Title+" (@ opens it)")
		}
	}
}

// rereadMentions counts them again if a note came or went, or one was read elsewhere.
func (c *console) rereadMentions(msg screen.Changes) tea.Cmd {
	if !msg.Touch(model.KindMention, model.KindMentionsRead) {
		return nil
	}
	return c.readMentions()
}

// mentions is the badge for those that are unread.
func (c *console) mentions() string {
	if c.Unread == 0 {
		return ""
	}
	return c.Style.Key.Render("@") + " " + c.Style.Accent.Render(widget.Count(c.Unread, "mention"))
}
