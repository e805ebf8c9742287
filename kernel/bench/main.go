// Command bench puts the same work to a stock GoNB kernel with GoMLX and to
// Fathom, in turn and in one run, and prints how long a user waits for each;
// then 24 small networks to Fathom, one after another and side by side.
//
//	go run ./kernel/bench [-runs 9] [-starts 3]
//
// A cell's time is from sending it to the kernel being idle again, as Jupyter
// sees it. Medians are printed, with the lowest and the highest.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
	"time"

	"github.com/seed-380714d4/fathom/kernel/client"
	"github.com/seed-380714d4/fathom/kernel/layout"
)

func main() {
	runs := flag.Int("runs", 9, "how often each cell is run, and three times as often as the networks")
	starts := flag.Int("starts", 3, "how often each kernel is started")
	flag.Parse()
	log.SetFlags(0)
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute)
	defer cancel()
	if err := bench(ctx, *runs, *starts); err != nil {
		log.Fatal("bench: ", err)
	}
}

// contender is one of the two kernels.
type contender struct {
	name  string
	start func() (*client.Kernel, error)
}

func bench(ctx context.Context, runs, starts int) error {
	l, err := layout.Find()
	if err != nil {
		return err
	}
	store, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(store)
	stock := contender{"stock GoNB + GoMLX", func() (*client.Kernel, error) {
		return client.Start(ctx, client.Options{Dir: l.Notebooks(),
			Argv: []string{l.Bin("gonb"), "--kernel", "{connection_file}", "-go_work=" + l.Root},
			Env:  []string{"PATH=" + l.Dot("bin") + ":" + os.Getenv("PATH")}})
	}}
	fathom := contender{"Fathom", func() (*client.Kernel, error) {
		return client.Start(ctx, client.Options{Dir: l.Notebooks(),
			Argv: []string{l.Bin("fathom"), "kernel", "{connection_file}"},
			Env:  []string{"FATHOM_STORE=" + store}})
	}}
	describe(l)
	if err := firstCells(ctx, stock, fathom, starts); err != nil {
		return err
	}
	if err := warmCells(ctx, stock, fathom, runs); err != nil {
		return err
	}
	return sweeps(ctx, fathom, (runs+2)/3)
}

// describe says what was measured, and on what.
func describe(l layout.Layout) {
	commit := "unknown"
	if out, err := exec.Command("git", "-C", l.Root, "describe", "--always", "--dirty").Output(); err == nil {
		commit = strings.TrimSpace(string(out))
	}
	gomlx := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			if strings.HasSuffix(d.Path, "/gonb") || strings.HasSuffix(d.Path, "/gomlx") {
				gomlx += " " + d.Path + " " + d.Version
			}
		}
	}
	fmt.Printf("commit %s, %s, %s/%s, %d cores%s\n\n", commit, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), gomlx)
}

// firstCells measures from starting a kernel to the end of its first cell.
func firstCells(ctx context.Context, stock, fathom contender, starts int) error {
	times := map[string][]time.Duration{}
	for i := 0; i < starts; i++ {
		for _, c := range []contender{stock, fathom} {
			begin := time.Now()
			k, err := c.start()
			if err != nil {
				return err
			}
			text := fmt.Sprintf("%%%%\nfmt.Println(%d)", i)
			if c.name == fathom.name {
				text = fmt.Sprintf("dsl.Input(%d).Dense(3).Summary()", i+1)
			}
			err = must(ctx, k, text, false)
			times[c.name] = append(times[c.name], time.Since(begin))
			k.Shutdown(ctx)
			if err != nil {
				return err
			}
		}
	}
	header("from start to the end of the first cell", stock, fathom)
	row("stock: a print; Fathom: a summary", times[stock.name], times[fathom.name])
	fmt.Println()
	return nil
}

// warmCells measures each kind of cell under both kernels in turn.
func warmCells(ctx context.Context, stock, fathom contender, runs int) error {
	s, err := stock.start()
	if err != nil {
		return err
	}
	defer s.Kill()
	f, err := fathom.start()
	if err != nil {
		return err
	}
	defer f.Kill()
	if err := must(ctx, s, stockSetup, false); err != nil {
		return err
	}
	if err := must(ctx, f, fathomSetup, false); err != nil {
		return err
	}
	header("a warm cell", stock, fathom)
	for _, w := range works {
		var ts, tf []time.Duration
		for n := 0; n <= runs; n++ { // the first of each is not counted
			begin := time.Now()
			if err := must(ctx, s, w.stock(n+1), w.fails); err != nil {
				return err
			}
			between := time.Now()
			if err := must(ctx, f, w.fathom(n+1), w.fails); err != nil {
				return err
			}
			if n > 0 {
				ts, tf = append(ts, between.Sub(begin)), append(tf, time.Since(between))
			}
		}
		row(w.name, ts, tf)
	}
	return nil
}

// must runs a cell and checks that it ends as it should.
func must(ctx context.Context, k *client.Kernel, code string, fails bool) error {
	o, err := k.Run(ctx, code)
	if err == nil && (o.Status == "error") != fails {
		err = fmt.Errorf("the cell\n%s\nended with\n%s", code, o)
	}
	return err
}

func header(what string, a, b contender) {
	fmt.Printf("%-40s %26s %26s\n", what, a.name+", s", b.name+", s")
}

func row(what string, a, b []time.Duration) {
	fmt.Printf("%-40s %26s %26s\n", what, spread(a), spread(b))
}

// spread is "0.31 (0.29 to 0.36)": the median, the lowest and the highest.
func spread(d []time.Duration) string {
	sort.Slice(d, func(i, j int) bool { return d[i] < d[j] })
	return fmt.Sprintf("%.3f (%.3f to %.3f)", d[len(d)/2].Seconds(), d[0].Seconds(), d[len(d)-1].Seconds())
}
