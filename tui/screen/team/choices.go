package team

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// noticeText says how a console tells of mentions.
func noticeText(n model.MentionNotice) string {
	switch n {
	case model.MentionBell:
		return "in the line of messages, with the terminal's bell"
	case model.MentionOff:
		return "in the header alone"
	}
	return "in the line of messages"
}

// chooseMenu offers what a member can choose; what they have chosen says so.
func chooseMenu(w *screen.World, services Services, now model.Choices) tea.Cmd {
	var items []screen.Item
	offer := func(text string, chosen bool, choice model.Choices) {
		x := screen.Item{Text: text, Do: func() tea.Cmd { return choose(w, services, choice) }}
		if chosen {
			x.Off = "chosen"
		}
		items = append(items, x)
	}
	for _, theme := range model.Themes() {
		offer("Theme: "+theme, theme == cmp.Or(now.Theme, model.AutoTheme), model.Choices{Theme: theme})
	}
	for _, n := range model.MentionNotices() {
		offer("Mentions: "+noticeText(n), n == cmp.Or(now.Mentions, model.MentionLine), model.Choices{Mentions: n})
	}
	return w.Stack.Open(screen.NewMenu(w, "Your consoles", screen.Fixed(items)))
}

// choose keeps a choice, and has this console follow it.
func choose(w *screen.World, services Services, choice model.Choices) tea.Cmd {
	return w.Change("keep your choice", func(ctx context.Context) (string, error) {
		_, err := services.Choose(ctx, choice)
		return "", err
	}, func() tea.Cmd {
		if choice.Theme == "" {
			return nil
		}
		return func() tea.Msg { return screen.Themed{Theme: widget.Theme(choice.Theme)} }
	})
}
