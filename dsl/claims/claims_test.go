package claims_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/claims"
	"github.com/seed-380714d4/fathom/dsl/show"
)

func numbers(values ...float64) dsl.Numbers { return dsl.NumbersOf("factor", values...) }

func TestVerdict(t *testing.T) {
	expect := claims.Expect("something")
	for _, c := range []struct {
		name  string
		claim claims.Claim
		want  claims.Verdict
	}{
		{"unmeasured", expect.Above(1), claims.Open},
		{"between, both ends", expect.Between(1, 2).Measured(numbers(1, 2)), claims.Held},
		{"between, one seed outside", expect.Between(1, 2).Measured(numbers(1.5, 1.5, 2.01)), claims.Failed},
		{"above is strict", expect.Above(1).Measured(numbers(1)), claims.Failed},
		{"above", expect.Above(1).Measured(numbers(1.0001, math.Inf(1))), claims.Held},
		{"below is strict", expect.Below(1e-10).Measured(numbers(1e-10)), claims.Failed},
		{"below", expect.Below(1e-10).Measured(numbers(1e-13)), claims.Held},
		{"within", expect.Within(0.707, 0.05).Measured(numbers(0.68, 0.74)), claims.Held},
		{"within, negative", expect.Within(-2, 0.5).Measured(numbers(-3, -1)), claims.Held},
		{"within, outside", expect.Within(0.707, 0.05).Measured(numbers(0.75)), claims.Failed},
		{"NaN meets nothing", expect.Between(-1e300, 1e300).Measured(numbers(math.NaN())), claims.Failed},
		{"explained", expect.Above(1).Measured(numbers(0)).Explain("the data is another"), claims.NotReproduced},
		{"explained but held", expect.Above(1).Measured(numbers(2)).Explain("no need to"), claims.Held},
		{"explained but open", expect.Above(1).Explain("in advance"), claims.Open},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.claim.Err(); err != nil {
				t.Fatal(err)
			}
			if got := c.claim.Verdict(); got != c.want {
				t.Errorf("verdict %q, want %q", got, c.want)
			}
		})
	}
}

func TestMistakes(t *testing.T) {
	expect := claims.Expect("a thing")
	broken := dsl.Input(4).Dense(2).Train(dsl.MNIST())
	for _, c := range []struct {
		name  string
		claim claims.Claim
		want  string
	}{
		{"no criterion", expect.Source("a paper"), "criterion; want one, got none"},
		{"no criterion, measured", expect.Measured(numbers(1)), "stated before measuring, got none"},
		{"criterion afterwards", expect.Above(0).Measured(numbers(1)).Below(2), "want before Measured, got after it"},
		{"two criteria", expect.Above(0).Below(2), "want one, got above 0 and below 2"},
		{"ends swapped", expect.Between(2, 1), "got 2 and 1"},
		{"no share of 0", expect.Within(0, 0.1), "a value other than 0"},
		{"no bound", expect.Above(math.NaN()), "got NaN"},
		{"no text", claims.Expect("").Above(1), "what is expected"},
		{"no values", expect.Above(1).Measured(numbers()), "values; want at least one"},
		{"could not be measured", expect.Above(1).Measured(dsl.Final(dsl.TestAccuracy, broken)), "the model's input"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, err := range []error{c.claim.Err(), claims.Table(expect.Above(1), c.claim).Display()} {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error %v, want one with %q", err, c.want)
				}
				var e *dsl.Error
				if !errors.As(err, &e) || e.File != "claims_test.go" || e.Line == 0 {
					t.Errorf("error %v does not name the line of this test", err)
				}
			}
			if v := c.claim.Verdict(); v != claims.Open {
				t.Errorf("verdict %q, want %q", v, claims.Open)
			}
		})
	}
}

// screen keeps what is shown.
type screen struct{ shown []show.Bundle }

func (s *screen) Show(b show.Bundle) { s.shown = append(s.shown, b) }
func (s *screen) Live() show.Live    { return nil }

func TestTable(t *testing.T) {
	var s screen
	show.To(&s)
	defer show.To(nil)
	held := claims.Expect("the gradient vanishes").Source("theory").Predicted("0.236 per layer").Between(0.2, 0.26).Measured(numbers(0.235, 0.236))
	odd := claims.Expect("1 < 2 & <b>").Above(2).Measured(numbers(math.NaN())).Explain("it diverged")
	if err := claims.Table(held, odd).Display(); err != nil {
		t.Fatal(err)
	}
	if len(s.shown) != 1 {
		t.Fatalf("%d things shown, want 1", len(s.shown))
	}
	data := s.shown[0].Data
	got, err := json.Marshal(data[claims.MIME])
	if err != nil {
		t.Fatal(err)
	}
	const want = `[{"claim":"the gradient vanishes","source":"theory","predicted":"0.236 per layer (between 0.2 and 0.26)","measured":[0.235,0.236],"seeds":[],"verdict":"held","explanation":""},` +
		`{"claim":"1 \u003c 2 \u0026 \u003cb\u003e","source":"","predicted":"above 2","measured":["NaN"],"seeds":[],"verdict":"not reproduced","explanation":"it diverged"}]`
	if string(got) != want {
		t.Errorf("JSON\n%s\nwant\n%s", got, want)
	}
	page := data["text/html"].(string)
	for _, part := range []string{"✓ held", "≠ not reproduced", "0.2355 ± 0.0007 (2 values)", "1 &lt; 2 &amp; &lt;b&gt;", "it diverged"} {
		if !strings.Contains(page, part) {
			t.Errorf("HTML has no %q", part)
		}
	}
}

func TestTravels(t *testing.T) {
	expect := claims.Expect("a thing").Source("a paper")
	for _, c := range []claims.Claim{
		expect.Above(1),
		expect.Predicted("2").Within(2, 0.1).Measured(numbers(2, math.Inf(1))).Explain("why"),
		expect.Between(2, 1),
		expect.Below(3).Measured(dsl.Final(dsl.TestLoss, dsl.Training{})),
	} {
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var back claims.Claim
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if back.String() != c.String() || back.Verdict() != c.Verdict() {
			t.Errorf("%q came back as %q", c, back)
		}
	}
	b, _ := json.Marshal(expect.Above(1))
	var later claims.Claim
	if err := json.Unmarshal(b, &later); err != nil {
		t.Fatal(err)
	}
	if v := later.Measured(numbers(2)).Verdict(); v != claims.Held {
		t.Errorf("measured in a later cell: %q, want held", v)
	}
}
