"""The fixed words of a film, in the languages that a scene may choose: data only.

English sentences are written where they are said, and are the keys of the other languages. What stands in braces is
filled in. Names that people gave, such as labels, titles and the names of methods, are not translated unless the
language has a term for them.
"""

from __future__ import annotations

from typing import Any

CHINESE = {
    # The clock
    "step": "步数",
    "gradient evaluations": "梯度计算次数",
    "samples seen": "已见样本数",
    "/ {total} steps": "/ {total} 步",
    "/ {total} gradient evaluations": "/ {total} 次梯度计算",
    "/ {total} samples seen": "/ {total} 个样本",
    "one drawing every {n} steps": "每 {n} 步画一帧",
    "one drawing every {n} gradient evaluations": "每 {n} 次梯度计算画一帧",
    "one drawing every {n} samples": "每 {n} 个样本画一帧",
    "up to {n} steps a drawing": "每帧最多 {n} 步",
    "up to {n} gradient evaluations a drawing": "每帧最多 {n} 次梯度计算",
    "up to {n} samples a drawing": "每帧最多 {n} 个样本",
    ", ": "、",
    "; ": "；",
    # Panels and their axes
    "log scale": "对数刻度",
    "Loss": "损失",
    "Position": "位置",
    "Gradient norm": "梯度范数",
    "Learning rate": "学习率",
    "Curvature": "曲率",
    "Curvatures": "各方向曲率",
    "Largest curvature": "最大曲率",
    "largest": "最大",
    "smallest": "最小",
    "medians of {n} seeds, with bands of the middle half and 90 %": "{n} 个种子的中位数，色带为中间一半与 90 %",
    "stability limit {formula}": "稳定上限 {formula}",
    "all runs": "全部",
    "height lines every {step}": "等高线间隔 {step}",
    "arrow length: cube root of the slope": "箭头长度为斜率的立方根",
    "slice through {name}’s end; paths projected, {share}% of their movement": (
        "过 {name} 终点的切面；路径为投影，含其移动的 {share}%"
    ),
    "first principal direction": "第一主方向",
    "second principal direction": "第二主方向",
    "unstable": "不稳定",
    "stable": "稳定",
    "velocity": "速度",
    "gradient step": "梯度步",
    "rates": "学习率",
    "before the look ahead": "前瞻之前",
    "arrows at true length": "箭头为真实长度",
    "arrows {n} times true length": "箭头为真实长度的 {n} 倍",
    "ellipse: rates of the coordinates": "椭圆为各坐标的学习率",
    "Data and fit": "数据与拟合",
    "in colour: this step": "彩色：本步",
    "circles {y} = {low}, crosses {y} = {high}": "圆圈 {y} = {low}，叉号 {y} = {high}",
    "lowest": "最低",
    "saddle level": "鞍点高度",
    "minimum": "极小值",
    "global": "全局",
    "local": "局部",
    "minimum {x}": "极小值 {x}",
    "global minimum {x}": "全局极小值 {x}",
    "local minimum {x}": "局部极小值 {x}",
    "divide {x}": "分水岭 {x}",
    "slope {slope}": "斜率 {slope}",
    "start": "起点",
    "start {point}": "起点 {point}",
    "{name}, behind": "{name}（背面）",
    "Height above the minimum": "高出极小值",
    "Value": "函数值",
    "Steps to converge": "收敛所需步数",
    "How runs end": "各次运行的结局",
    "not converged": "未收敛",
    "Share of all starts": "占全部起点的比例",
    "no minimum": "未到极小值",
    "{n} others": "其余 {n} 个",
    "still to come": "尚未到达",
    "lines at {levels}": "等值线 {levels}",
    # What the header and the labels say of the runs
    "learning rate {rate}": "学习率 {rate}",
    "from {point}": "起点 {point}",
    "from {variable} = {point}": "起点 {variable} = {point}",
    "rate {value}": "学习率 {value}",
    "full batch": "全批量",
    "as recorded": "依记录",
    "batches of {size}": "每批 {size} 个",
    "{setting}: {values}": "{setting}：{values}",
    "others {value}": "其余 {value}",
    # How runs fare
    "converged at step {k}": "第 {k} 步收敛",
    "stopped at step {k}": "第 {k} 步停止",
    "cycles, period {p}": "循环，周期 {p}",
    "diverged at step {k}": "第 {k} 步发散",
    "converged": "收敛",
    "stopped": "停止",
    "stopped, not converged": "停止但未收敛",
    "cycles": "循环",
    "stuck at saddle": "困在鞍点",
    "left the view": "离开视野",
    "diverged": "发散",
    "out of steps": "步数用尽",
    "at the saddle, over {n} steps": "停在鞍点 {n} 多步",
    "left along {direction} after {n} steps": "{n} 步后沿 {direction} 离开",
    "left the saddle after {n} steps": "{n} 步后离开鞍点",
    "left at step {k}": "第 {k} 步离开",
    "out at step {k}": "第 {k} 步出界",
    "there at step {k}": "第 {k} 步到达",
    "{distance} left to go": "还差 {distance}",
    "period {p}": "周期 {p}",
    "period {p}, for ever": "周期 {p}，永不停",
    "one step": "一步到位",
    "alternates": "来回收敛",
    "diverges": "发散",
    "converges": "收敛",
    "slow": "太慢",
}
"""Chinese for every fixed sentence."""

CHINESE_TERMS = {
    "gradient descent": "梯度下降",
    "momentum": "动量",
    "Momentum": "动量法",
    "Newton": "牛顿法",
    "SGD": "随机梯度下降",
    "method": "方法",
    "learning rate": "学习率",
    "start": "起点",
    "batches": "批量",
    "seed": "种子",
    "weight decay": "权重衰减",
}
"""Chinese for names that have a term of their own; others, such as Adam, stay as they are."""

LANGUAGES = {"en": ({}, {}), "zh": (CHINESE, CHINESE_TERMS)}
"""Sentences and terms of every language."""


def say(language: str, sentence: str, **values: Any) -> str:
    """Return a fixed sentence in a language, its braces filled; KeyError where a language lacks it.

    >>> say("en", "left at step {k}", k=7), say("zh", "left at step {k}", k=7)
    ('left at step 7', '第 7 步离开')
    """
    sentences, _ = LANGUAGES[language]
    return (sentences[sentence] if sentences else sentence).format(**values)


def term(language: str, name: str) -> str:
    """Return a language's term for a name, or the name itself.

    >>> term("zh", "gradient descent"), term("zh", "Adam")
    ('梯度下降', 'Adam')
    """
    return LANGUAGES[language][1].get(name, name)
