"""从鞍点的山脊上出发的两条路（两次梯度下降）。

The saddle once more, with every word in Chinese. `language="zh"` turns the film's own words, such as the clock's and
the outcomes', into Chinese; title, caption and labels are the author's. x² − y² 的脊线两侧都向下倾斜。
从 (1, 0) 出发，y 恒为 0，只能走到鞍点；从 (1, 0.25) 出发，y 每步乘以 1.02，约 35 步翻一倍，于是离开。
梯度消失的地方不一定是极小值。
"""

from gdanim import GradientDescent, Loss, Objective, Run, Scene, Surface

saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)], name="saddle")

scene = Scene(
    "梯度消失的地方不一定是极小值",
    saddle,
    runs=[
        Run(GradientDescent(0.01), (1, 0), label="对称起点"),
        Run(GradientDescent(0.01), (1, 0.25), label="偏移起点"),
    ],
    panels=[Surface(), Loss(title="高度", limits=(-1, 1))],
    steps=200,
    pacing="adaptive",
    language="zh",
    caption="对称的起点只能走到鞍点；偏移 0.25 的起点，y 每 35 步翻一倍，终于离开。",
)
