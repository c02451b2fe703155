package widget

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestABlockIsTakenAsItIs(t *testing.T) {
	f := &Field{Name: "metadata", Label: "Metadata", Block: true}
	text := "<a>\r\n\t<b>\u00a0</b>\x1b[2J\n</a>\n"
	f.Typed(tea.PasteMsg{Content: text})
	if f.value() != text {
		t.Errorf("%q", f.value())
	}
	shown := strings.Join(f.view(NewStyle(Mono, nil, 0, false), 60, true), "\n")
	if strings.Contains(shown, "\x1b[2J") || !strings.Contains(shown, "3 lines") {
		t.Errorf("%q", shown)
	}
	f.Typed(tea.KeyPressMsg{Code: tea.KeyBackspace})
	if f.value() != "" {
		t.Error("backspace does not clear it")
	}
}
